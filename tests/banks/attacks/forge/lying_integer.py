"""Tries: returns integers and truth values of subclasses that convert to whatever is asked.
Must: they do not cross by value; nothing is counted right.
Exercise: lesson_06_mlps/mlp
"""


class Lying(int):
    """Equals every number."""

    __eq__ = __le__ = __ge__ = lambda *_: True
    __ne__ = lambda *_: False
    __hash__ = int.__hash__
    __index__ = __int__ = lambda _: 54
    __class__ = int


def count_parameters(model):
    return Lying(1)


def build_mlp(input_dim, output_dim, hidden_layers):
    return Lying(1)
