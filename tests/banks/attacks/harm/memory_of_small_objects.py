"""Tries: fills memory with millions of small objects that refer to each other in rings.
Must: the limit is that of the worker; collecting the rings is its own affair.
Exercise: lesson_05_datasets/baseline
"""

import gc


class Ring:
    def __init__(self, other):
        self.other = other
        self.name = f"{id(self)}" * 3


def majority_class_accuracy(train, test):
    gc.set_threshold(1)
    last = Ring(None)
    while True:
        last = Ring(last)
