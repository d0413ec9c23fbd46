"""Checks of greetings.py."""

from autograder.checks import check, expect_close, expect_equal

MODULE = "lesson_02_words.greetings"


@check(points=1)
def test_the_greeting(submission):
    """The greeting names the person."""
    expect_equal(
        submission[MODULE].greet("Ada"),
        "Hello, Ada!",
        of="greet('Ada')",
        diagnoses={"the comma is missing": "Hello Ada!"},
    )


@check(points=1)
def test_the_mean_length(submission):
    """The mean length counts letters."""
    expect_close(submission[MODULE].mean_length(["a", "abc"]), 2, of="mean_length(['a', 'abc'])")
