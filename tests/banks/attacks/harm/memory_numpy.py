"""Tries: fills memory with arrays of ones.
Must: the limit is that of the worker, and nobody else runs short.
Exercise: lesson_05_datasets/baseline
"""

import numpy as np


def majority_class_accuracy(train, test):
    kept = []
    while True:
        kept.append(np.ones((512, 1024, 8)))
