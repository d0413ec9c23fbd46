"""Tries: reads and writes where no memory is.
Must: the worker crashes, its check fails, and no core is left.
Exercise: lesson_05_datasets/baseline
"""

import ctypes
import resource


def majority_class_accuracy(train, test):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
    except (OSError, ValueError):
        pass
    ctypes.memset(0, 1, 1 << 40)
    return ctypes.string_at(0)
