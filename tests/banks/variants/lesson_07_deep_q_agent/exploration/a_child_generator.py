"""Spawns a child of the given generator in each call, and multiplies masks instead of choosing."""

import numpy as np
from numpy.typing import NDArray


def linear_epsilon(step: int, start: float, end: float, decay_steps: int) -> float:
    slope = (end - start) / decay_steps
    return start + slope * min(step, decay_steps)


def epsilon_greedy(
    q_values: NDArray[np.float32], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    (child,) = rng.spawn(1)
    n_rows, n_actions = q_values.shape
    explores = (child.uniform(0, 1, n_rows) < epsilon).astype(np.int64)
    greedy = np.argsort(q_values, axis=1)[:, -1]
    anything = np.floor(child.uniform(0, n_actions, n_rows)).astype(np.int64)
    return explores * anything + (1 - explores) * greedy
