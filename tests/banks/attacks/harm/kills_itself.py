"""Tries: kills itself with each signal that kills, another one for each check, also while it is imported again.
Must: the worker is gone; its check fails with no answer.
Exercise: lesson_05_datasets/baseline
"""

import os
import signal


def majority_class_accuracy(train, test):
    for number in (signal.SIGKILL, signal.SIGSYS, signal.SIGXCPU, signal.SIGBUS):
        os.kill(os.getpid(), number)
        signal.pthread_kill(__import__("threading").get_ident(), number)
