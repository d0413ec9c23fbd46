"""Tries: returns a model whose outputs are a tensor of a subclass that agrees with whatever it is compared with.
Must: outputs are read as plain numbers: half of them are right by chance, which earns nothing.
Exercise: lesson_08_homework/imitation
Seconds: 30
"""

import numpy as np


class Agreeing(np.ndarray):
    __eq__ = lambda *_: np.ones(10_000, bool)
    __hash__ = None
    argmax = lambda self, *_, **__: self


class Model:
    eval = train = lambda self, *_: self
    detach = cpu = lambda self: self
    numpy = __array__ = lambda *_, **__: np.zeros((10_000, 2)).view(Agreeing)
    shape = (10_000, 2)

    def __call__(self, states):
        return self


def train_imitator(env, policy, seed):
    return Model()
