"""Tries: looks for the solution's function or code among all objects in memory, which the template may have imported.
Must: the template has never imported a solution, and the exercise's own is not in the worker.
Exercise: lesson_05_datasets/baseline
"""

import gc
import linecache
import types

gc.unfreeze()


def majority_class_accuracy(train, test):
    mine = majority_class_accuracy.__code__
    for thing in gc.get_objects():
        if (
            isinstance(thing, types.FunctionType)
            and thing.__name__ == mine.co_name
            and thing.__code__ is not mine
        ):
            return thing(train, test)
        for code in thing.__code__.co_consts if isinstance(thing, types.FunctionType) else ():
            if isinstance(code, types.CodeType) and code.co_name == mine.co_name and code is not mine:
                return types.FunctionType(code, globals())(train, test)
    for file, (_, _, lines, _) in linecache.cache.items():
        if file.endswith("baseline.py") and "NotImplementedError" not in "".join(lines) and file != __file__:
            raise RuntimeError("".join(lines))
    raise LookupError("no solution")
