"""Tries: returns objects whose __array__, __array_interface__ and buffers differ at each look and point into memory.
Must: the judge never asks an object of the student's for such an interface.
Exercise: lesson_06_mlps/curves
"""

import itertools

import numpy as np

LOOKS = itertools.count()


class Shifting:
    """Is another array at each look; the address is that of anything."""

    @property
    def __array_interface__(self):
        return {"version": 3, "shape": (3,), "typestr": "<f8", "data": (id(self) + 8 * next(LOOKS), False)}

    __array_struct__ = property(lambda self: (_ for _ in ()).throw(MemoryError))

    def __array__(self, dtype=None, copy=None):
        return np.arange(3) + next(LOOKS)

    def __dlpack__(self, **_):
        return id(self)

    def __buffer__(self, flags):
        return memoryview(bytes(24))


def moving_average(values, window):
    return [Shifting()] * 3 if next(LOOKS) % 2 else Shifting()
