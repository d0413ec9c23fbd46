"""Checks of means.py."""

from autograder.checks import check, expect_close, expect_raises

MODULE = "lesson_01_numbers.means"


@check(points=1)
def test_the_mean(submission):
    """The mean is the sum divided by the number of values."""
    expect_close(submission[MODULE].mean([1, 2, 6]), 3, of="mean([1, 2, 6])", diagnoses={"the sum": 9})


@check(points=1)
def test_no_values_are_refused(submission):
    """No values at all are refused."""
    with expect_raises("ValueError", of="mean([])"):
        submission[MODULE].mean([])


@check(points=2)
def test_it_agrees_with_the_reference(submission, reference):
    """It agrees with the reference."""
    mine, theirs = submission[MODULE].mean, reference[MODULE].mean
    expect_close(theirs([4, 8]), 6, of="the reference's mean([4, 8])")
    expect_close(mine([4, 8]), theirs([4, 8]), of="mean([4, 8])")
