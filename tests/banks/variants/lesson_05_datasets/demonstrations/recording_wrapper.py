"""A wrapper around the environment takes notes whenever a step is taken, so the loop only plays."""

# ruff: noqa: TRY301  one place that names the file for whatever is wrong

import gymnasium as gym
import numpy as np
import pandas as pd

FEATURES = ("s1", "s2", "s3", "s4")
LABEL = "action"
COLUMNS = (*FEATURES, LABEL)


class Recorder(gym.Wrapper):
    def __init__(self, env):
        super().__init__(env)
        self.states, self.actions = [], []
        self.last = None

    def reset(self, **options):
        self.last, info = self.env.reset(**options)
        return self.last, info

    def step(self, action):
        self.states.append(self.last)
        self.actions.append(action)
        self.last, *rest = self.env.step(action)
        return (self.last, *rest)


def collect_demonstrations(env, policy, n_samples, seed, *, reset_options=None):
    if n_samples < 1:
        raise ValueError(f"n_samples is {n_samples}, but has to be positive")
    recorder = Recorder(env)
    over = True
    for sample in range(n_samples):
        if over:
            recorder.reset(seed=None if sample else seed, options=reset_options)
        *_, terminated, truncated, _ = recorder.step(policy(recorder.last))
        over = terminated or truncated
    table = {name: np.array(recorder.states, dtype=np.float32)[:, i] for i, name in enumerate(FEATURES)}
    return pd.DataFrame(table | {LABEL: np.array(recorder.actions, dtype=np.int64)})


def save(frame, path):
    frame.loc[:, list(COLUMNS)].to_csv(path, index=False, float_format="%.9g")


def load(path):
    with open(path, encoding="utf-8") as file:  # noqa: PTH123  path may be a text
        try:
            header, *lines = file.read().splitlines() or [""]
            if header != ",".join(COLUMNS):
                raise ValueError(f"its first line is {header!r}")
            columns = list(zip(*(line.split(",") for line in lines), strict=True))
            if len(columns) != len(COLUMNS):
                raise ValueError("its lines have not five values")
            table = {
                name: np.array(cells, dtype=np.float32)
                for name, cells in zip(FEATURES, columns, strict=False)
            }
            return pd.DataFrame(
                table | {LABEL: np.array([int(cell) for cell in columns[-1]], dtype=np.int64)}
            )
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
