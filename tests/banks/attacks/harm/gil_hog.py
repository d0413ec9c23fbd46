"""Tries: sleeps in C while it holds Python's lock, so that no thread of the worker can do anything.
Must: the deadline does not depend on the worker.
Exercise: lesson_05_datasets/baseline
"""

import ctypes


def majority_class_accuracy(train, test):
    while True:
        ctypes.PyDLL(None).sleep(60)
