"""Tries: returns an ndarray of a subclass that wins every comparison and answers every function of NumPy's itself.
Must: only exact arrays cross, and the judge compares what they hold.
Exercise: lesson_07_deep_q_agent/exploration
"""

import numpy as np


class Lying(np.ndarray):
    """Equals everything, in all places."""

    __array_priority__ = 1e9
    __eq__ = lambda *_: np.ones(4, bool)
    __hash__ = None
    __array_ufunc__ = lambda *_, **__: np.ones(4, bool)
    __array_function__ = lambda *_, **__: True
    __array_finalize__ = lambda *_: None
    all = any = tolist = lambda *_: True


def linear_epsilon(step, start, end, decay_steps):
    return np.array([-1.0]).view(Lying)


def epsilon_greedy(q_values, epsilon, rng):
    return np.full(len(q_values), -1).view(Lying)[:3]
