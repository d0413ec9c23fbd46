"""Add numbers."""

import math
from collections.abc import Sequence


def add(a: float, b: float) -> float:
    """Return the sum of two numbers."""
    # BEGIN SOLUTION
    return a + b
    # END SOLUTION


def total(values: Sequence[float]) -> float:
    """Return the sum of all values, as exactly as a float can hold it."""
    # BEGIN SOLUTION
    return math.fsum(values)
    # END SOLUTION
