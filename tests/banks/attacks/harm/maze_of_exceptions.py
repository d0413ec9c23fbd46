"""Tries: raises exceptions that are their own cause, groups of groups, and some whose class changes while it is looked at.
Must: an exception is described in few words, or the worker is lost.
Exercise: lesson_05_datasets/baseline
Variants: 3
"""

VARIANT = 0


class Shifting(type):
    __mro__ = property(lambda _: (1, 2, 3))
    __name__ = property(lambda _: 7)


class Changing(Exception, metaclass=Shifting):
    __class__ = property(lambda _: int)
    __str__ = lambda _: Surprise("x")
    args = None


class Surprise(str):
    replace = encode = __getitem__ = lambda *_, **__: 5


def majority_class_accuracy(train, test):
    kind = VARIANT
    if kind == 0:
        raise Changing
    error = ValueError()
    error.__cause__ = error.__context__ = error
    for _ in range(5_000):
        error = ExceptionGroup("group", [error])
    raise error if kind == 1 else type("E", (Exception,), {"__str__": lambda _: 1})()
