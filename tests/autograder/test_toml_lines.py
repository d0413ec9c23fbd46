import tomllib

import pytest

from autograder.toml_lines import line_of_error, line_of_path

TEXT = """\
title = "A course"

[[lessons]]
name = "one"
minutes = 1

[[lessons.exercises]]
name = "a"
hints = [
    "x",
]

[[lessons.exercises]]
name = "b"

[[lessons]]
name = "two"

[[lessons.exercises]]
name = "c"
points = 3
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 1),
        (".title", 1),
        (".nowhere", 1),
        (".lessons[0]", 3),
        (".lessons[0].name", 4),
        (".lessons[0].hints", 3),  # the key of an exercise, not of the lesson
        (".lessons[0].exercises[0].hints[0]", 9),
        (".lessons[0].exercises[1].name", 14),
        (".lessons[0].exercises[1].points", 13),
        (".lessons[1]", 16),
        (".lessons[1].exercises[0].points", 21),
        (".lessons[1].exercises[7].points", 16),
        (".lessons[5].name", 1),
    ],
)
def test_an_entry_is_found_by_its_path(path, line):
    assert line_of_path(TEXT, path) == line


@pytest.mark.parametrize(("text", "line"), [('a = 1\nb = "x\n', 2), ("a = 1\n\nb = [1,", 3), ("a = = 1", 1)])
def test_what_is_not_toml_is_told_by_its_line(text, line):
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        tomllib.loads(text)
    assert line_of_error(text, error.value) == line


def test_an_error_that_says_nothing_is_on_the_first_line():
    assert line_of_error(TEXT, ValueError("no")) == 1
