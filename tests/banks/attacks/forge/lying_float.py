"""Tries: returns a float that equals, is close to, and converts to everything.
Must: a subclass does not cross by value, and a handle compares with nothing.
Exercise: lesson_05_datasets/baseline
"""


class Lying(float):
    """Is as large as the other one."""

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __hash__ = float.__hash__
    __rsub__ = __abs__ = __neg__ = lambda *_: 0.0
    __le__ = __lt__ = __ge__ = __gt__ = __bool__ = lambda *_: True

    def __float__(self):
        return 0.7

    def item(self):
        return 0.7

    dtype, shape, ndim = "float64", (), 0


def majority_class_accuracy(train, test):
    return Lying(-1)
