"""Two tensors are filled; every row knows the episode in which it was seen, and only the columns asked for are kept."""

# ruff: noqa: TRY301  one place that names the file for whatever is wrong

import pandas as pd
import torch

FEATURES = ("s1", "s2", "s3", "s4")
LABEL = "action"
COLUMNS = (*FEATURES, LABEL)


def collect_demonstrations(env, policy, n_samples, seed):
    if not n_samples > 0:
        raise ValueError(f"cannot collect {n_samples} samples")
    states, actions = torch.zeros(n_samples, 4), torch.zeros(n_samples, dtype=torch.long)
    state, done = env.reset(seed=seed)[0], False
    for i in range(n_samples):
        if done:
            state = env.reset()[0]
        states[i] = torch.as_tensor(state)
        actions[i] = int(policy(state))
        state, _, terminated, truncated, _ = env.step(actions[i].item())
        done = bool(terminated) or bool(truncated)
    frame = pd.DataFrame(states.numpy(), columns=list(FEATURES))
    frame.insert(4, LABEL, actions.numpy())
    return frame


def save(frame, path):
    text = frame.to_csv(index=False, lineterminator="\n")
    with open(path, "w") as file:  # noqa: PTH123  path may be a text
        file.write(text)


def load(path):
    try:
        table = pd.read_csv(path, names=range(len(COLUMNS)), header=None, dtype=str)
        if list(table.iloc[0]) != list(COLUMNS):
            raise ValueError("wrong header")
        if not isinstance(table.index, pd.RangeIndex) or table.isna().to_numpy().any():
            raise ValueError("gaps, or lines of different lengths")
        frame = table.iloc[1:].reset_index(drop=True).set_axis(list(COLUMNS), axis=1)
        return frame.astype(dict.fromkeys(FEATURES, "float32") | {LABEL: "int64"})
    except (ValueError, IndexError) as error:
        raise ValueError(f"{path} is no table of demonstrations ({type(error).__name__})") from error
