"""Gives rows that explore random values, in a copy, and takes the best action of everything."""

import numpy as np
from numpy.typing import NDArray


def linear_epsilon(step: int, start: float, end: float, decay_steps: int) -> float:
    low, high = min(start, end), max(start, end)
    return float(np.clip(start + (end - start) * step / decay_steps, low, high))


def epsilon_greedy(
    q_values: NDArray[np.float32], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    values = q_values.copy()
    explores = rng.binomial(1, epsilon, size=len(values)).astype(bool)
    values[explores] = rng.random((int(explores.sum()), values.shape[1]))
    return values.argmax(axis=1)
