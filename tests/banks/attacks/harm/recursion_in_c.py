"""Tries: overflows C's stack, where Python does not count: in the destructor, repr and comparison of deep structures.
Must: the worker crashes; its check fails.
Exercise: lesson_05_datasets/baseline
"""

import functools
import sys

sys.setrecursionlimit(2**31 - 1)


def majority_class_accuracy(train, test):
    chain = iter(())
    for _ in range(10**6):
        chain = map(None, chain)
    deep = functools.partial(print)
    for _ in range(10**6):
        deep = functools.reduce(lambda a, b: [a], [deep, 0])
    return repr(deep) + str(hash(tuple(chain))) + str(deep == [deep])
