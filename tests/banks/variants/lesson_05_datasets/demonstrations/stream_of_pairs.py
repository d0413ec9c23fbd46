"""A generator yields pairs for ever, and as many as are wanted are taken; no step is taken after the last one."""

# ruff: noqa: TRY301  one place that names the file for whatever is wrong

import itertools

import numpy as np
import pandas as pd

FEATURES = ("s1", "s2", "s3", "s4")
LABEL = "action"
COLUMNS = (*FEATURES, LABEL)
TYPES = np.dtype([*((name, np.float32) for name in FEATURES), (LABEL, np.int64)])


def pairs(env, policy, seed):
    observation = env.reset(seed=seed)[0]
    while True:
        action = policy(observation)
        yield (*observation, action)
        observation, _, *over, _ = env.step(action)
        if any(over):
            observation = env.reset()[0]


def collect_demonstrations(env, policy, n_samples, seed):
    if n_samples < 1:
        raise ValueError(f"n_samples: expected 1 or more, got {n_samples}")
    rows = np.fromiter(itertools.islice(pairs(env, policy, seed), n_samples), dtype=TYPES, count=n_samples)
    return pd.DataFrame.from_records(rows)


def save(frame, path):
    form = ["%.17g"] * 4 + ["%d"]
    np.savetxt(path, frame[list(COLUMNS)], fmt=form, delimiter=",", header=",".join(COLUMNS), comments="")


def load(path):
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, index_col=False)
        if list(frame) != list(COLUMNS) or rows_differ(path):
            raise ValueError("its columns are not s1, s2, s3, s4, action")
        frame = frame.astype({name: TYPES[name] for name in COLUMNS})
    except ValueError as error:
        first, *_ = str(error).splitlines()
        raise ValueError(f"{path} is no table of demonstrations: {first}") from None
    if frame.isna().any(axis=None):
        raise ValueError(f"{path} has gaps")
    return frame


def rows_differ(path):
    with open(path) as file:  # noqa: PTH123  path may be a text
        return any(line.count(",") != len(COLUMNS) - 1 for line in file)
