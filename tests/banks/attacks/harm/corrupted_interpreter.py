"""Tries: empties sys.modules, builtins, the import system and the types that everything is made of.
Must: the worker is useless; its check fails.
Exercise: lesson_05_datasets/baseline
"""

import builtins
import ctypes
import gc
import sys


def majority_class_accuracy(train, test):
    sys.meta_path.clear()
    sys.path.clear()
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith(("autograder", "msgspec", "socket", "struct", "numpy")):
            vars(module).clear()
    sys.modules.clear()
    for thing in gc.get_objects():
        if type(thing) is dict and "_channel" in thing:
            thing.clear()
    ctypes.memset(id(float) + 16, 0, 64)
    vars(builtins).clear()
    return -1.0
