"""Tries: returns a string that equals every string, and whose str() is another each time.
Must: the judge gets no such string; it compares what is written, not what the string says of itself.
Exercise: lesson_06_mlps/curves
"""

import itertools

ANSWERS = itertools.cycle(["underfitting", "good fit", "overfitting"])


class Lying(str):
    """Agrees."""

    __slots__ = ()
    __eq__ = __contains__ = startswith = endswith = lambda *_: True
    __ne__ = lambda *_: False
    __hash__ = str.__hash__

    def __str__(self):
        return next(ANSWERS)

    __repr__ = __format__ = __str__


def diagnose(history, window=10, enough_accuracy=0.8, tolerated_rise=0.25):
    return Lying("whatever")
