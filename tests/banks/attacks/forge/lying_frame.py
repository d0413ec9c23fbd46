"""Tries: returns a data frame of a subclass whose columns, types, length and numbers are what each check hopes for.
Must: at most the columns' names and types earn their point, as those of an honest empty table do.
Exercise: lesson_05_datasets/demonstrations
Earns: at most 1
"""

import numpy as np
import pandas as pd

COLUMNS = ["s1", "s2", "s3", "s4", "action"]


class Numbers(np.ndarray):
    """Are all right."""

    __array_ufunc__ = __array_function__ = __eq__ = lambda *_, **__: True
    __hash__ = None


class Lying(pd.DataFrame):
    """Says what is wanted."""

    columns = property(lambda _: COLUMNS)
    dtypes = property(lambda _: ["float32"] * 4 + ["int64"])
    __len__ = lambda _: 8
    __getitem__ = __getattr__ = lambda self, _: self
    to_numpy = lambda *_, **__: np.zeros(0).view(Numbers)
    __eq__ = equals = lambda *_: True


def collect_demonstrations(env, policy, n_samples, seed):
    return Lying({name: [] for name in COLUMNS})
