from autograder.aids import Compared
from autograder.descriptions import CheckDescription
from autograder.texts import compared, described, minutes, paragraphs


def test_paragraphs_are_joined_and_formulas_stay():
    text = "One line\nand another.\n\n    y = x\n    z = y\n\n\nThe end."
    assert paragraphs(text) == ["One line and another.", "    y = x\n    z = y", "The end."]
    assert paragraphs("") == []


def test_a_check_is_described_in_words():
    check = CheckDescription(
        "lesson_x/sums", "test_it", "It adds.", "Why?\n\n    a + b", 1, 10, "lesson_x/test_sums.py", 7
    )
    assert described(check).plain.splitlines() == [
        "It adds.",
        "lesson_x/sums: 1 point, at most 10 seconds",
        "",
        "Why?",
        "",
        "    a + b",
        "",
        "name: it",
        "code: tests/lessons/lesson_x/test_sums.py:7",
    ]
    assert "2.5 points" in described(check._replace(points=2.5)).plain


def test_a_comparison_marks_what_only_one_version_has():
    lines = [
        Compared("heading", "from line 1:"),
        Compared("both", "a"),
        Compared("yours", "\x1b[31m"),
        Compared("reference", "c"),
    ]
    assert compared(lines).plain.splitlines() == [
        "- yours   + the reference",
        "",
        "from line 1:",
        "  a",
        "- \ufffd[31m",
        "+ c",
    ]
    assert compared([]).plain == "Your version is the reference, line by line."


def test_begun_minutes_count():
    assert [minutes(seconds) for seconds in (0, 1, 60, 61)] == [0, 1, 1, 2]
