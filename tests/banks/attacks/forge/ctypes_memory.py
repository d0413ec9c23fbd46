"""Tries: overwrites floats and small integers in memory, so that 0.0 is whatever it is compared with.
Must: this harms this process alone; no check passes.
Exercise: lesson_05_datasets/baseline
"""

import ctypes
import gc


def overwrite(number, value):
    ctypes.c_double.from_address(id(number) + float.__basicsize__ - 8).value = value


def majority_class_accuracy(train, test):
    answer = 0.0
    for thing in gc.get_objects():
        values = thing.values() if type(thing) is dict else thing if type(thing) in {list, tuple} else ()
        for value in list(values):
            if type(value) is float:
                overwrite(value, 0.5)
    ctypes.c_int.from_address(id(7) + int.__basicsize__).value = 1
    overwrite(answer, 0.5)
    return answer
