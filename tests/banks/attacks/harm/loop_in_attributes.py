"""Tries: returns an object each of whose attributes takes for ever, or is a new object of the same kind.
Must: the worker is killed at its deadline.
Exercise: lesson_07_deep_q_agent/targets
"""

import itertools

ASKED = itertools.count()


class Endless:
    def __getattr__(self, name):
        if next(ASKED) < 3:
            return Endless()
        while True:
            pass

    __call__ = lambda self, *_: self


td_targets = double_td_targets = Endless()
