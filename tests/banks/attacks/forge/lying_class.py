"""Tries: returns objects whose __class__ says that they are arrays, tensors, floats or mocks of anything.
Must: types are not believed by what they say; nothing of this crosses by value.
Exercise: lesson_07_deep_q_agent/exploration
"""

from unittest import mock

import numpy as np
import torch


class Shape(type):
    """Its classes are instances and subclasses of everything."""

    __instancecheck__ = __subclasscheck__ = __eq__ = lambda *_: True
    __hash__ = type.__hash__


class Pretender(metaclass=Shape):
    """Is a float to some and an array to others."""

    __class__ = property(lambda self: self.kind)
    dtype, shape, ndim = np.dtype("int64"), (4,), 1

    def __init__(self, kind):
        self.kind = kind


def linear_epsilon(step, start, end, decay_steps):
    return Pretender(float)


def epsilon_greedy(q_values, epsilon, rng):
    return mock.MagicMock(spec=torch.Tensor, shape=(4,), dtype=Pretender(np.ndarray))
