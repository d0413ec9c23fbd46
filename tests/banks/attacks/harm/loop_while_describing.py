"""Tries: raises an exception whose text, cause, notes and class never come to an end when they are asked for.
Must: the worker is killed at its deadline, whoever asks.
Exercise: lesson_05_datasets/baseline
"""

import time


class Meta(type):
    def mro(cls):
        return type.mro(cls)

    @property
    def __name__(cls):
        time.sleep(60)


class Endless(ValueError, metaclass=Meta):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__
    __traceback__ = __cause__ = __context__ = property(__str__)


def majority_class_accuracy(train, test):
    raise Endless
