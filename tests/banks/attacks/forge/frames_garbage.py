"""Tries: writes random bytes to every descriptor that it inherited.
Must: they are no frame: the worker is lost, the check fails, the judge goes on.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

import os


def majority_class_accuracy(train, test):
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, os.urandom(4096))
        except OSError:
            continue
    return -1.0
