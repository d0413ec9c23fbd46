"""Loops over the rows and draws for each one what it needs, in plain Python."""

import numpy as np
from numpy.typing import NDArray


def linear_epsilon(step: int, start: float, end: float, decay_steps: int) -> float:
    if step >= decay_steps:
        return end
    return start * (1 - step / decay_steps) + end * (step / decay_steps)


def epsilon_greedy(
    q_values: NDArray[np.float32], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    actions = []
    for row in q_values:
        if rng.uniform() < epsilon:
            actions.append(int(rng.choice(len(row))))
        else:
            values = row.tolist()
            actions.append(values.index(max(values)))
    return np.array(actions, dtype=np.int64)
