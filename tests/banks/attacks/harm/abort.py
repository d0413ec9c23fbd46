"""Tries: aborts, by the C library's function and by a failing assertion of the interpreter.
Must: the worker crashes, its check fails.
Exercise: lesson_05_datasets/baseline
"""

import ctypes
import faulthandler
import os


def majority_class_accuracy(train, test):
    faulthandler.enable(all_threads=True)
    faulthandler.dump_traceback_later(0.01, repeat=True)
    ctypes.pythonapi.Py_DecRef(ctypes.py_object(None))
    os.abort()
