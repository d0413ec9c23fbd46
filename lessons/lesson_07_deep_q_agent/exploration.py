"""Explore first, exploit later: random actions that become fewer and fewer."""

import numpy as np
from numpy.typing import NDArray


def linear_epsilon(step: int, start: float, end: float, decay_steps: int) -> float:
    """Tell how often to act at random after some steps: epsilon falls along a straight line, then stays.

    epsilon(step) = start + (end - start) * min(step / decay_steps, 1)

    Args:
        step: the number of steps taken so far, from 0.
        start: epsilon at step 0.
        end: epsilon at step `decay_steps` and ever after; it may also lie above `start`.
        decay_steps: the length of the slope, at least 1.

    Returns:
        The probability of a random action, between 0 and 1.

    """
    raise NotImplementedError("lesson_07_deep_q_agent/exploration.py: write linear_epsilon")


def epsilon_greedy(
    q_values: NDArray[np.float32], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Choose an action for each observation: at random with probability epsilon, else the best one.

    Chance decides for each observation separately.  A random action is drawn from *all* actions, so it
    is the best one now and then: of A actions, the best is chosen with probability 1 - epsilon + epsilon / A.
    (Sutton & Barto, *Reinforcement Learning*, 2nd edition, section 2.2.)

    Args:
        q_values: what each action is worth in each observation; shape (N, A).
        epsilon: the probability of a random action, between 0 and 1.
        rng: the only source of randomness.

    Returns:
        The actions, int64 of shape (N,).

    """
    raise NotImplementedError("lesson_07_deep_q_agent/exploration.py: write epsilon_greedy")
