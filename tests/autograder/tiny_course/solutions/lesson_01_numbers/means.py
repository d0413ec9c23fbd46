"""Average numbers."""

from collections.abc import Sequence

from lesson_01_numbers.sums import total


def mean(values: Sequence[float]) -> float:
    """Return the mean of the values; ValueError if there are none."""
    # BEGIN SOLUTION
    if not values:
        raise ValueError("expected at least one value, got none")
    return total(values) / len(values)
    # END SOLUTION
