"""Comparisons with the reference; the commands' tests cover hints, resets and solutions."""

from autograder.aids import Compared, _compared


def test_versions_are_compared_line_by_line():
    yours = ["a", "b", "c", "mine", "d", "e", "f", "g", "h", "i", "j", "k"]
    reference = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "theirs", "k"]
    assert list(_compared(yours, reference)) == [
        Compared("heading", "from line 2 of your file:"),
        *(Compared("both", line) for line in "bc"),
        Compared("yours", "mine"),
        *(Compared("both", line) for line in "de"),
        Compared("heading", "from line 10 of your file:"),
        *(Compared("both", line) for line in "ij"),
        Compared("reference", "theirs"),
        Compared("both", "k"),
    ]


def test_equal_versions_have_nothing_to_compare():
    assert list(_compared(["a"], ["a"])) == []
