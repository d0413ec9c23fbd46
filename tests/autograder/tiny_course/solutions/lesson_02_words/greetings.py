"""Greet somebody."""

from lesson_01_numbers.means import mean


def greet(name: str) -> str:
    """Greet by name."""
    # BEGIN SOLUTION
    return f"Hello, {name}!"
    # END SOLUTION


def mean_length(words: list[str]) -> float:
    """Return the mean length of the words."""
    # BEGIN SOLUTION
    return mean([len(word) for word in words])
    # END SOLUTION
