"""Tries: returns one object that is equal to everything, contains everything and is true.
Must: a handle has no truth value and compares with nothing.
Exercise: lesson_07_deep_q_agent/targets
"""


class Yes:
    """Yes."""

    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = __bool__ = __contains__ = __instancecheck__ = lambda *_: True
    __ne__ = lambda *_: False
    __hash__ = None
    __len__ = __index__ = __int__ = lambda _: 1
    __float__ = lambda _: 0.5
    __iter__ = lambda self: iter([self, self])
    __call__ = __getitem__ = __add__ = __sub__ = __enter__ = lambda self, *_, **__: self
    __exit__ = lambda *_: True

    def __getattr__(self, name):
        return self


def td_targets(rewards, next_q_values, terminated, discount):
    return Yes()


double_td_targets = Yes()
