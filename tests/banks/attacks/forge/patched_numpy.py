"""Tries: makes every comparison of NumPy's say that all is close and equal.
Must: the judge's NumPy is another one; the wrong number stays wrong.
Exercise: lesson_05_datasets/baseline
"""

import numpy as np
import numpy.core.numeric
import numpy.testing


def yes(*_, **__):
    return np.True_


for module in (np, numpy.core.numeric, numpy.testing):
    for name in (
        "allclose",
        "isclose",
        "array_equal",
        "array_equiv",
        "assert_allclose",
        "assert_array_equal",
        "all",
    ):
        if hasattr(module, name):
            setattr(module, name, yes)


def majority_class_accuracy(train, test):
    return -1.0
