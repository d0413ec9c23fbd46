"""Draws with rng.choice and probabilities; takes more arguments than asked for, with defaults."""

import numpy as np
from numpy.typing import NDArray


def linear_epsilon(step: int, start: float, end: float, decay_steps: int, power: float = 1.0) -> float:
    remaining = max(1.0 - step / decay_steps, 0.0) ** power
    return end - remaining * (end - start)


def epsilon_greedy(
    q_values: NDArray[np.float32], epsilon: float, rng: np.random.Generator, *, ties: str = "first"
) -> NDArray[np.int64]:
    if ties not in ("first", "last"):
        raise ValueError(ties)
    n_rows, n_actions = q_values.shape
    explores = rng.choice([True, False], size=n_rows, p=[epsilon, 1 - epsilon])
    best = q_values.argmax(axis=1)
    return np.choose(explores, [best, rng.choice(n_actions, size=n_rows)])
