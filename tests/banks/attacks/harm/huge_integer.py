"""Tries: computes with integers of a billion digits, turns one into text, and returns one.
Must: the worker is killed at its deadline; long integers do not cross.
Exercise: lesson_05_datasets/baseline
Variants: 2
"""

import sys

VARIANT = 0

sys.set_int_max_str_digits(0)


def majority_class_accuracy(train, test):
    if VARIANT:
        return str(10**10**8)
    return 1 << 10**8
