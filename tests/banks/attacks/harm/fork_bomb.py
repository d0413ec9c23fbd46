"""Tries: doubles its processes for ever, by every function that starts one.
Must: no process can be started.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import ctypes
import multiprocessing
import os

libc = ctypes.CDLL(None)


def majority_class_accuracy(train, test):
    for start in (
        os.fork,
        os.forkpty,
        libc.fork,
        libc.vfork,
        multiprocessing.Process(target=os.getpid).start,
    ):
        for _ in range(1000):
            with contextlib.suppress(OSError):
                start()
    return -1.0
