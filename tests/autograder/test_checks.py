from pathlib import Path

import pytest

from autograder import context
from autograder.catalog import load_catalog
from autograder.checks import CheckSpec, check, collect_specs, exercise_of, printable, readable
from autograder.errors import CourseError
from autograder.paths import CHECKS

CATALOG = load_catalog()


def spec(points=3.0):
    return CheckSpec("a/b/test_it", CATALOG.exercise("targets"), "test_it", "It works.", points, (), 10.0)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"points": 0}, "expected points above 0, got 0"),
        ({"points": -1}, "expected points above 0, got -1"),
        ({"points": "2"}, "expected points above 0, got '2'; write @check"),
        ({"points": check}, "expected points above 0, got <function check"),  # @check without parentheses
        ({"points": 1, "seconds": 0}, "expected seconds above 0, got 0"),
        ({"points": 1, "after": "test_a"}, "expected after as a list of names, got 'test_a'"),
    ],
)
def test_a_check_needs_points_and_seconds(arguments, error):
    with pytest.raises(ValueError, match=f"^check: {error}"):
        check(**arguments)


def test_a_mark_carries_what_the_judge_needs():
    mark = check(2, after=["test_other"]).mark
    assert (mark.name, mark.kwargs) == ("check", {"points": 2.0, "after": ("test_other",), "seconds": 10.0})


@pytest.mark.parametrize(("fraction", "earned"), [(1, 3), (0.5, 1.5), (1 / 3, 1), (0, 0), (0.123, 0.37)])
def test_a_passed_check_earns_its_part_to_the_cent(monkeypatch, fraction, earned):
    monkeypatch.setattr(context, "CURRENT", context.CheckContext(fraction=fraction))
    assert spec().result("passed").earned == earned


@pytest.mark.parametrize("verdict", ["failed", "not_started", "skipped", "error", "timeout"])
def test_any_other_verdict_earns_nothing(verdict):
    assert spec().result(verdict).earned == 0


def test_the_file_of_a_check_tells_its_exercise():
    for exercise in CATALOG.exercises:
        assert exercise_of(CHECKS / exercise.check_file, CATALOG) is exercise
    with pytest.raises(CourseError, match="there is no exercise called 'lesson_05_datasets/nothing'"):
        exercise_of(Path("lesson_05_datasets/test_nothing.py"), CATALOG)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            "@check(points=2)",
            "@check(points=0)",
            "test_means.py:21: check: expected points above 0, got 0",
        ),
        (
            "@check(points=2)",
            "@check(point=2)",
            "test_means.py:21: check() got an unexpected keyword argument 'point'",
        ),
        ("@check(points=2)", "@check(points=2", "test_means.py:21: '(' was never closed"),
        (
            "import check,",
            "import chekc,",
            "test_means.py:3: cannot import name 'chekc' from 'autograder.checks'",
        ),
    ],
)
def test_a_mistake_in_a_mark_is_one_line_with_file_and_line(own, old, new, error):
    file = own.root / "tests/lessons/lesson_01_numbers/test_means.py"
    file.write_text(file.read_text().replace(old, new))
    run = own.course("verify")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(f"error: tests/lessons/lesson_01_numbers/{error}")
    assert run.stderr.count("\n") == 1


def test_names_become_words():
    assert readable("test_a_tie_goes_to_the_smaller_action") == "a tie goes to the smaller action"


def test_what_a_terminal_would_obey_is_replaced():
    assert printable("a\tb\nc\x1b[2J\x07\x9b\ud800 ü 漢 😀") == "a\tb\nc\ufffd[2J\ufffd\ufffd\ufffd ü 漢 😀"


# --- The checks of the course ---------------------------------------------------------------------------------


def test_the_course_has_at_least_sixty_checks_of_its_own_names():
    specs = collect_specs()
    assert len(specs) >= 60
    assert len({one.id for one in specs}) == len(specs)
    assert {one.exercise.id for one in specs} == {exercise.id for exercise in CATALOG.exercises}


def test_every_check_states_its_behaviour_in_one_sentence():
    for one in collect_specs():
        assert one.statement.endswith("."), one
        assert len(one.statement) <= 110, one


# --- Run by plain pytest, as a student does in an editor -------------------------------------------------------


WRONG_SUMS = """
def add(a, b):
    return a * b

def total(values):
    return values.sum()
"""


def test_plain_pytest_shows_the_message_and_no_frames_of_the_autograder(tiny, hand_in):
    wrong = hand_in({"lesson_01_numbers/sums.py": WRONG_SUMS})
    file = "tests/lessons/lesson_01_numbers/test_sums.py"
    run = tiny.run("-m", "pytest", "-p", "no:hypothesispytest", "--submission", wrong, file)
    assert run.returncode == 1
    assert "expected 5   got 6\nlikely: the numbers are multiplied\n" in run.stdout
    assert "the code raised AttributeError: 'list' object has no attribute 'sum'" in run.stdout
    assert "look at: lesson_01_numbers/sums.py:6, total" in run.stdout
    assert "SKIPPED [1]" in run.stdout
    assert "needs 'two numbers are added' to pass first" in run.stdout
    assert "3 failed, 1 skipped" in run.stdout
    assert "expectations.py" not in run.stdout


def test_plain_pytest_checks_the_lessons_by_default(tiny):
    run = tiny.run("-m", "pytest", "-p", "no:hypothesispytest", "-q", "tests/lessons/lesson_02_words")
    assert run.returncode == 1
    assert "not written yet: lesson_02_words/greetings.py: write greet" in run.stdout


def test_a_single_check_runs_without_those_it_comes_after(tiny):
    """`-k` picks one check; what it depends on has no verdict then."""
    run = tiny.run(
        "-m",
        "pytest",
        "-p",
        "no:hypothesispytest",
        "-q",
        "--submission",
        tiny.solutions,
        "tests/lessons",
        "-k",
        "negative",
    )
    assert run.returncode == 0
    assert "1 passed, 8 deselected" in run.stdout
