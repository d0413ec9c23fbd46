"""Watch a policy play and write down what it saw and did: a table of demonstrations."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gymnasium as gym
import numpy as np
import pandas as pd
from numpy.typing import NDArray

FEATURES = ("s1", "s2", "s3", "s4")
"""CartPole's observation: position (m) and velocity (m/s) of the cart, angle (rad) and its rate (rad/s)."""

LABEL = "action"
"""What the policy did: 0 pushes the cart to the left, 1 to the right."""

COLUMNS = (*FEATURES, LABEL)

Policy = Callable[[NDArray[np.float32]], int]
"""Maps one observation, a float32 array of shape (4,), to an action."""


def collect_demonstrations(
    env: gym.Env[NDArray[np.float32], Any], policy: Policy, n_samples: int, seed: int
) -> pd.DataFrame:
    """Let the policy play episode after episode and record every observation with its action.

    Each row holds an observation and the action that the policy chose *for it*, which is also the one that
    is taken: the policy is asked once for each step, since it may choose at random.  An episode ends when
    the environment says `terminated` (the pole fell) *or* `truncated` (time is up); the next one starts
    after a reset.  Only the first reset is seeded: with the seed at every reset, all episodes would start
    in the same state and the table would hold copies of a single one.

    Args:
        env: a CartPole environment.  It is reset here, and left open.
        policy: chooses the action for each observation, which it gets as the environment gave it.
        n_samples: the number of rows; the last episode is cut off when they are reached.
        seed: for the first reset.  Equal seeds give equal tables, different seeds different ones.

    Returns:
        A table with n_samples rows in the order of play, numbered from 0, and the columns s1, s2, s3, s4
        (float32) and action (int64).

    Raises:
        ValueError: if n_samples is less than 1.

    """
    # BEGIN SOLUTION
    if n_samples < 1:
        raise ValueError(f"n_samples must be at least 1; got {n_samples}")
    observations = np.empty((n_samples, len(FEATURES)), dtype=np.float32)
    actions = np.empty(n_samples, dtype=np.int64)
    observation, _ = env.reset(seed=seed)
    for row in range(n_samples):
        observations[row] = observation
        actions[row] = policy(observation)
        observation, _, terminated, truncated, _ = env.step(actions[row])
        if terminated or truncated:
            observation, _ = env.reset()
    frame = pd.DataFrame(observations, columns=list(FEATURES))
    frame[LABEL] = actions
    return frame
    # END SOLUTION


def save(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table of demonstrations to a CSV file, which `load` reads back exactly.

    The first line names the columns; every other line is one sample.  The row numbers are not written.
    Every float32 is written with enough digits to be recovered bit by bit (nine always suffice).

    Args:
        frame: a table with the columns s1, s2, s3, s4 and action, in this order.
        path: the file to write; one that is there already is replaced.

    """
    # BEGIN SOLUTION
    frame.to_csv(path, columns=list(COLUMNS), index=False)
    # END SOLUTION


def load(path: str | Path) -> pd.DataFrame:
    """Read a table of demonstrations from a CSV file that `save` wrote.

    Args:
        path: the file to read.

    Returns:
        The table as it was saved: the same rows and columns, the same numbers, the same types
        (float32 for s1 to s4, int64 for action).

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: with one line that names the file, if it is no table of demonstrations: a column that is
            missing, too many or called otherwise, a value that is missing or no number, an action that is no
            whole number, or no CSV at all.

    """
    # BEGIN SOLUTION
    types = dict.fromkeys(FEATURES, "float32") | {LABEL: "int64"}
    try:
        frame = pd.read_csv(path, dtype=types)
    except ValueError as error:  # pandas' own parser errors are ValueErrors too
        reason = " ".join(str(error).split())
        raise ValueError(f"{path} is no table of demonstrations ({reason}); save a new one") from error
    if tuple(frame.columns) != COLUMNS:
        raise ValueError(
            f"{path}: expected the columns {COLUMNS}, got {tuple(frame.columns)}; save a new one"
        )
    if type(frame.index) is not pd.RangeIndex:  # pandas takes what is too much in each row for its name
        raise ValueError(f"{path}: expected {len(COLUMNS)} values in every row, got more; save a new one")
    if frame.isna().to_numpy().any():
        raise ValueError(f"{path}: expected a number in every place, got gaps; save a new one")
    return frame
    # END SOLUTION
