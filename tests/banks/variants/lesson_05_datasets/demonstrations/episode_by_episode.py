"""Each episode is a table of its own; they are put together and cut. Files go through Python's csv module."""

# ruff: noqa: TRY301  one place that names the file for whatever is wrong

import csv

import numpy as np
import pandas as pd

FEATURES = ("s1", "s2", "s3", "s4")
LABEL = "action"
COLUMNS = (*FEATURES, LABEL)


def play(env, policy, observation):
    observations, actions, over = [], [], False
    while not over:
        observations.append(observation)
        actions.append(policy(observation))
        observation, _, terminated, truncated, _ = env.step(actions[-1])
        over = terminated or truncated
    frame = pd.DataFrame(np.stack(observations), columns=list(FEATURES), dtype=np.float32)
    return frame.assign(action=np.array(actions, dtype=np.int64))


def collect_demonstrations(env, policy, n_samples, seed):
    if n_samples < 1:
        raise ValueError(f"{n_samples} samples cannot be collected")
    first, _ = env.reset(seed=seed)
    episodes = [play(env, policy, first)]
    while sum(map(len, episodes)) < n_samples:
        episodes.append(play(env, policy, env.reset()[0]))
    return pd.concat(episodes, ignore_index=True).head(n_samples)


def save(frame, path):
    with open(path, "w", newline="") as file:  # noqa: PTH123  as in Python's own documentation of csv
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for *features, action in frame[list(COLUMNS)].itertuples(index=False):
            writer.writerow([*(f"{value:.9g}" for value in features), action])


def load(path):
    with open(path, newline="") as file:  # noqa: PTH123  the same
        try:
            names, *lines = list(csv.reader(file)) or [[]]
            if tuple(names) != COLUMNS or any(len(line) != len(COLUMNS) for line in lines):
                raise ValueError("other columns")
            features = np.array([[float(cell) for cell in line[:4]] for line in lines], dtype=np.float32)
            actions = np.array([int(line[4]) for line in lines], dtype=np.int64)
        except ValueError as error:
            raise ValueError(f"{path}: no table of demonstrations: {error}") from error
    return pd.DataFrame(features.reshape(-1, 4), columns=list(FEATURES)).assign(action=actions)
