"""What student code gave back or raised, in words that a check can compare."""

import contextlib
import re

import numpy as np

from autograder.checks import expect
from autograder.expectations import kind_of
from autograder.proxies import RemoteError


def form_of(value):
    """Tell shape and dtype of an array or a tensor; of anything else, the shape it would have, and its type."""
    shape = getattr(value, "shape", None)
    if shape is None:
        shape = np.shape(value) if isinstance(value, list | tuple) else ()
    return tuple(shape), str(getattr(value, "dtype", kind_of(value)))


def kinds_of(error):
    """Name an exception's class and the classes that it derives from."""
    if isinstance(error, RemoteError):
        return tuple(error.raised.kinds)
    return tuple(kind.__name__ for kind in type(error).__mro__)


@contextlib.contextmanager
def naming(causes, *, of, expected):
    """Give an exception its cause: `causes` maps patterns of `Kind: text` to causes."""
    try:
        yield
    except Exception as error:
        told = f"{kinds_of(error)[0]}: {error}"
        for pattern, cause in causes.items():
            if re.search(pattern, told):
                expect(False, of=of, expected=expected, got=told, likely=cause)
        raise


def expect_a_number(value, name, *, of):
    """Expect a float, and no tensor of one."""
    causes = {
        "NoneType": "nothing was returned: is a return missing?",
        "Tensor": f"{name} is returned as a tensor: its .item() is the number in it, without the graph",
    }
    expect(
        isinstance(value, float | np.floating),
        of=of,
        expected=f"{name}, a float",
        got=f"a {kind_of(value)}",
        likely=causes.get(kind_of(value)),
    )
