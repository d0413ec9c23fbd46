"""Rows are collected in a list until there are enough; types are set at the end, and checked by hand when loading."""

import io
from pathlib import Path

import numpy as np
import pandas as pd

FEATURES = ("s1", "s2", "s3", "s4")
LABEL = "action"
COLUMNS = (*FEATURES, LABEL)


def collect_demonstrations(env, policy, n_samples, seed):
    if n_samples <= 0:
        raise ValueError("there must be at least one sample")
    rows = []
    state, _ = env.reset(seed=seed)
    while len(rows) < n_samples:
        action = int(policy(state))
        rows.append([*state, action])
        state, _reward, terminated, truncated, _info = env.step(action)
        if terminated or truncated:
            state, _ = env.reset()
    return with_types(pd.DataFrame(rows, columns=COLUMNS))


def with_types(frame):
    return frame.astype(dict.fromkeys(FEATURES, np.float32) | {LABEL: np.int64})


def save(frame, path):
    frame.to_csv(path, index=False)


def load(path):
    text = Path(path).read_text()
    try:
        frame = pd.read_csv(io.StringIO(text), index_col=False)
    except ValueError as error:
        raise ValueError(f"{path} is no table") from error
    same_length = all(line.count(",") == len(FEATURES) for line in text.splitlines())
    numbers = frame.apply(pd.to_numeric, errors="coerce")
    if list(frame.columns) != list(COLUMNS) or not same_length or numbers.isna().any(axis=None):
        raise ValueError(f"{path} holds other things than the numbers of demonstrations")
    if (numbers[LABEL] % 1 != 0).any():
        raise ValueError(f"{path} holds actions that are no whole numbers")
    return with_types(numbers)
