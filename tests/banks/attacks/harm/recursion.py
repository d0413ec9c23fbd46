"""Tries: recurses for ever, with no limit and with a stack of threads as large as they can be.
Must: the worker dies or stops; its check fails.
Exercise: lesson_05_datasets/baseline
"""

import sys
import threading

sys.setrecursionlimit(2**31 - 1)
threading.stack_size(256 << 20)


def deeper(x):
    return deeper(x + 1) + deeper(x - 1)


def majority_class_accuracy(train, test):
    threading.Thread(target=deeper, args=[0]).start()
    return deeper(0)
