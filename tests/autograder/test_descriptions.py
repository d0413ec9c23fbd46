"""What checks say about themselves, read from their files."""

import re

import pytest

from autograder import descriptions as module
from autograder.catalog import load_catalog
from autograder.checks import collect_specs
from autograder.descriptions import describe_checks, find_checks
from autograder.errors import CourseError
from autograder.paths import CHECKS

CATALOG = load_catalog()

FILE = '''
"""Checks of mlp.py."""

from autograder.checks import check

LONG = 60


@check(points=2.5, seconds=LONG)
def test_the_layers(submission):
    """There is a layer between each two widths.

    A network of depth n
    multiplies n matrices.

        y = W x + b

    Without that, nothing is learnt.
    """


def test_that_is_no_check():
    """Nothing."""


@check(1, after=["test_the_layers"])
def test_mute(submission):
    pass
'''


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Give the exercise whose checks are the file above."""
    exercise = CATALOG.exercise("mlp")
    monkeypatch.setattr(module, "CHECKS", tmp_path)
    (tmp_path / exercise.check_file).parent.mkdir()
    (tmp_path / exercise.check_file).write_text(FILE)
    return exercise


def test_descriptions_say_what_pytest_finds():
    """If an author's mark cannot be read so, this is the place to teach it."""
    described = [check for exercise in CATALOG.exercises for check in describe_checks(exercise)]
    found = [(check.id, check.statement, check.points, check.seconds) for check in described]
    assert found == [(spec.id, spec.statement, spec.points, spec.seconds) for spec in collect_specs()]
    for check in described:
        line = (CHECKS / check.file).read_text().splitlines()[check.line - 1]
        assert line.startswith(f"def {check.name}(")


def test_the_first_line_is_the_statement_and_the_rest_explains(course):
    first, mute = describe_checks(course)
    assert first.statement == "There is a layer between each two widths."
    assert first.explanation.splitlines()[:2] == ["A network of depth n", "multiplies n matrices."]
    assert (first.points, first.seconds, first.trains) == (2.5, 60, True)
    assert (first.short_name, first.id) == ("the_layers", "lesson_06_mlps/mlp/test_the_layers")
    assert (mute.statement, mute.explanation, mute.trains) == ("test_mute", "", False)


@pytest.mark.parametrize("text", ["def broken(:\n", None])
def test_a_broken_file_is_named(course, tmp_path, text):
    file = tmp_path / course.check_file
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    with pytest.raises(
        CourseError, match=rf"cannot read the checks tests/lessons/{course.check_file}: .*; restore"
    ):
        describe_checks(course)


@pytest.mark.parametrize(
    "name",
    [
        "termination_ends_the_future",
        "test_termination_ends_the_future",
        "termination ends the future",
        "targets/termination_ends_the_future",
        "lesson_07/targets/test_termination_ends_the_future",
        "lesson_07_deep_q_agent/targets/test_termination_ends_the_future",
    ],
)
def test_a_check_has_short_names(name):
    assert [check.name for check in find_checks(name, CATALOG)] == ["test_termination_ends_the_future"]


def test_an_exercise_names_all_its_checks():
    assert find_checks("targets", CATALOG) == describe_checks(CATALOG.exercise("targets"))
    assert find_checks("lesson_07/targets", CATALOG) == describe_checks(CATALOG.exercise("targets"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "termination",
            "there is no check or exercise called 'termination'; did you mean 'termination_ends_",
        ),
        ("???", "there is no check or exercise called '???'; name an exercise to see its checks"),
        ("targets/nothing", "there is no check of lesson_07_deep_q_agent/targets called 'nothing'; "),
        ("nowhere/nothing", "there is no exercise called 'nowhere'"),
        ("training/nothing", "'training' names 2 exercises; say which one: "),
    ],
)
def test_an_unknown_check_is_refused_with_a_remedy(name, said):
    with pytest.raises(CourseError, match=re.escape(said)):
        find_checks(name, CATALOG)


@pytest.mark.parametrize("exercise", CATALOG.exercises, ids=lambda exercise: exercise.id)
def test_every_check_of_the_course_explains_itself(exercise):
    unexplained = [check.id for check in describe_checks(exercise) if len(check.explanation) < 60]
    assert unexplained == []
