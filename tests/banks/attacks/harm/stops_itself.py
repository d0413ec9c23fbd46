"""Tries: stops itself, so that it is neither alive nor dead.
Must: the worker is killed at its deadline.
Exercise: lesson_05_datasets/baseline
"""

import os
import signal


def majority_class_accuracy(train, test):
    while True:
        os.kill(os.getpid(), signal.SIGSTOP)
        signal.raise_signal(signal.SIGSTOP)
        signal.pause()
