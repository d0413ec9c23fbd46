"""Gives every action its probability and draws with one number for each row, by the inverse distribution."""

import numpy as np
from numpy.typing import NDArray


def linear_epsilon(step: int, start: float, end: float, decay_steps: int) -> float:
    steps_left = max(decay_steps - step, 0)
    return end + (start - end) * steps_left / decay_steps


def epsilon_greedy(
    q_values: NDArray[np.float32], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    n_rows, n_actions = q_values.shape
    probabilities = np.full((n_rows, n_actions), epsilon / n_actions)
    probabilities[np.arange(n_rows), q_values.argmax(axis=1)] += 1 - epsilon
    up_to = probabilities.cumsum(axis=1)
    up_to[:, -1] = 1.0  # whatever was lost by rounding
    return (rng.random((n_rows, 1)) >= up_to).sum(axis=1)
