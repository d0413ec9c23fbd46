"""Checks of sums.py."""

from autograder.checks import award, check, expect_close

MODULE = "lesson_01_numbers.sums"


@check(points=2, seconds=2)
def test_two_numbers_are_added(submission):
    """Two numbers are added."""
    expect_close(
        submission[MODULE].add(2, 3),
        5,
        of="add(2, 3)",
        diagnoses={"the numbers are multiplied": 6, "the second number is subtracted": -1},
        hint="Think of apples.",
    )


@check(points=1, after=["test_two_numbers_are_added"])
def test_negative_numbers_are_added(submission):
    """Negative numbers are added."""
    expect_close(submission[MODULE].add(-2.5, 1), -1.5, of="add(-2.5, 1)")


@check(points=1)
def test_all_values_are_added(submission):
    """All values are added."""
    expect_close(submission[MODULE].total([1, 2, 4]), 7, of="total([1, 2, 4])")


@check(points=2)
def test_small_values_are_not_lost(submission):
    """Small values beside large ones are not lost; half the points if they are."""
    got = submission[MODULE].total([1e16, 1, -1e16])
    award(1 if got == 1 else 0.5)
