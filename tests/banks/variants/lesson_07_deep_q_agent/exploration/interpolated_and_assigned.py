"""Interpolates between two points, and overwrites the greedy actions of the rows that explore."""

import numpy as np
from numpy.typing import NDArray


def linear_epsilon(step: int, start: float, end: float, decay_steps: int) -> float:
    return float(np.interp(step, [0, decay_steps], [start, end]))


def epsilon_greedy(
    q_values: NDArray[np.float32], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    actions = np.argmax(q_values, axis=-1)
    explores = rng.random(len(actions)) < epsilon
    actions[explores] = rng.integers(q_values.shape[1], size=explores.sum())
    return actions
