"""Tries: opens and doubles descriptors until none is left, for itself and for the whole machine.
Must: a worker has few, and the judge keeps its own.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os


def majority_class_accuracy(train, test):
    kept = []
    while True:
        with contextlib.suppress(OSError):
            kept.append(os.open(__file__, os.O_RDONLY))
        with contextlib.suppress(OSError):
            kept.append(os.dup(3))
        with contextlib.suppress(OSError, AttributeError):
            kept.append(os.eventfd(0))
