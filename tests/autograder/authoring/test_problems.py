import msgspec
import pytest

from autograder.authoring.banks import Entry, Mutant
from autograder.authoring.problems import (
    manifest_problems,
    mutant_problems,
    skeleton_problems,
    solution_problems,
    variant_problems,
)
from autograder.catalog import load_catalog
from autograder.checks import CheckSpec
from autograder.paths import MANIFEST
from autograder.report import Report

COURSE = load_catalog()
BASELINE = COURSE.exercise("baseline")


@pytest.fixture
def one():
    """Give a catalog of one exercise that is worth 4 points, and right specs for it."""
    lesson = msgspec.structs.replace(
        COURSE.lesson("05"), exercises=(msgspec.structs.replace(BASELINE, points=4.0),)
    )
    catalog = msgspec.structs.replace(COURSE, lessons=(lesson,))
    exercise = catalog.exercises[0]
    specs = [
        CheckSpec(f"{exercise.id}/test_a", exercise, "test_a", "It works.", 3.0, (), 10.0, 7),
        CheckSpec(f"{exercise.id}/test_b", exercise, "test_b", "It works well.", 1.0, ("test_a",), 10.0, 20),
    ]
    return catalog, specs


CHECK_FILE = "tests/lessons/lesson_05_datasets/test_baseline.py"


def line_of(words):
    """Find the line of the manifest on which an entry of the exercise stands."""
    lines = MANIFEST.read_text().splitlines()
    begin = lines.index('name = "baseline"')
    return next(number for number in range(begin, len(lines)) if lines[number].startswith(words)) + 1


def test_a_manifest_that_fits_its_checks_has_no_problem(one):
    assert manifest_problems(*one) == []


def test_wrong_points_are_found(one):
    catalog, specs = one
    place = f"lessons/course.toml:{line_of('points')}"
    assert manifest_problems(catalog, specs[:1]) == [
        f"{place}: lesson_05_datasets/baseline has 4 points, its checks award 3"
    ]
    assert manifest_problems(catalog, []) == [
        f"{place}: lesson_05_datasets/baseline has 4 points, its checks award 0"
    ]


def test_points_in_tenths_are_no_problem(one):
    catalog, specs = one
    tenths = [specs[0]._replace(points=0.1, name=f"test_{n}", id=f"x/test_{n}") for n in range(40)]
    assert manifest_problems(catalog, tenths) == []


def test_a_prerequisite_that_is_no_earlier_check_is_found(one):
    catalog, specs = one
    assert manifest_problems(catalog, specs[::-1]) == [
        f"{CHECK_FILE}:20: test_b comes after 'test_a', which is no earlier check of its file"
    ]
    assert manifest_problems(catalog, [specs[0], specs[1]._replace(after=("test_b",))]) == [
        f"{CHECK_FILE}:20: test_b comes after 'test_b', which is no earlier check of its file"
    ]


def test_a_check_that_does_not_state_its_behaviour_is_found(one):
    catalog, specs = one
    assert manifest_problems(catalog, [specs[0]._replace(statement="a b"), specs[1]]) == [
        f"{CHECK_FILE}:7: test_a's docstring has to state the behaviour in one sentence"
    ]


def test_hints_that_repeat_each_other_are_found(one):
    catalog, specs = one
    exercise = msgspec.structs.replace(catalog.exercises[0], hints=("a", "b", "a"))
    catalog = msgspec.structs.replace(
        catalog, lessons=(msgspec.structs.replace(catalog.lessons[0], exercises=(exercise,)),)
    )
    assert manifest_problems(catalog, specs) == [
        f"lessons/course.toml:{line_of('hints')}: the hints of lesson_05_datasets/baseline repeat each other"
    ]


@pytest.mark.parametrize("verdict", ["passed", "failed", "error", "timeout"])
def test_a_skeleton_must_be_told_to_be_unwritten(result, verdict):
    assert skeleton_problems(Report("x", (result(verdict="not_started"), result(verdict="skipped")))) == []
    assert skeleton_problems(Report("x", (result("test_a", verdict, points=2),)))[0].startswith(
        f"lesson_01_numbers/sums/test_a: the skeleton gets '{verdict}' and "
    )


def test_a_solution_must_earn_everything(result):
    assert solution_problems(Report("x", (result(),)), []) == []
    assert solution_problems(
        Report(
            "x",
            (result("test_a", "failed", message="why"), result("test_b", points=2, earned=1, message="half")),
        ),
        [],
    ) == [
        "lesson_01_numbers/sums/test_a: the solution gets 'failed', 0 of 2: why",
        "lesson_01_numbers/sums/test_b: the solution gets 'passed', 1 of 2: half",
    ]


@pytest.mark.parametrize(("seconds", "earned", "problems"), [(10, 1.99, 1), (120, 1.99, 0), (120, 1.8, 1)])
def test_a_check_that_trains_may_miss_a_little_by_luck(result, seconds, earned, problems):
    report = Report("x", (result("test_a", points=2, earned=earned),))
    spec = CheckSpec(report.checks[0].id, BASELINE, "test_a", "It works.", 2.0, (), seconds)
    assert len(solution_problems(report, [spec])) == problems


SOLUTION = """
def add(a, b):
    # BEGIN SOLUTION
    the_sum_of_both_numbers = a + b
    return the_sum_of_both_numbers
    # END SOLUTION
"""
WRONG = Mutant(
    Entry(BASELINE, "subtracted", "def add(a, b):\n    return a - b\n", "bank.toml:3"),
    "test_b",
    "the second number is subtracted",
    ("test_c",),
)
SAYS = "add(2, 3)\nexpected 5   got -1\nlikely: the second number is subtracted: add it"


@pytest.fixture
def told(result):
    """Give a function that tells the problems of the mutant, whose checks have these verdicts."""

    def problems(*verdicts, message=SAYS):
        checks = [
            result(f"test_{letter}", verdict, message="" if verdict == "passed" else message)
            for letter, verdict in zip("abcd", verdicts, strict=False)
        ]
        return mutant_problems(Report("x", tuple(checks)), WRONG, SOLUTION)

    return problems


def test_a_mutant_is_rejected_by_its_check_with_its_diagnosis(told):
    assert told("passed", "failed", "failed", "skipped") == []


def test_a_mutant_that_survives_is_a_problem(told):
    assert told("passed", "passed", "skipped") == [
        "bank.toml:3: mutant 'subtracted' survives: every check accepts it, expected test_b to fail"
    ]


def test_the_named_check_has_to_be_the_first_red_one(told):
    (problem,) = told("failed", "failed", "failed")
    assert problem.startswith(
        "bank.toml:3: mutant 'subtracted': test_a is red first, expected test_b: 'failed', 0 of 2"
    )


@pytest.mark.parametrize(
    "message",
    [
        "expected 5   got -1",
        "expected 5   got -1\nlikely: the numbers are multiplied",
        "the second number is subtracted",  # not told as the likely cause
    ],
)
def test_the_diagnosis_has_to_be_shown(told, message):
    (problem,) = told("passed", "failed", "failed", message=message)
    assert "test_b does not show the diagnosis 'the second number is subtracted'" in problem


def test_an_unrelated_check_must_not_be_red(told):
    (problem,) = told("passed", "failed", "failed", "timeout")
    assert problem.startswith(
        "bank.toml:3: mutant 'subtracted': test_d is red, too, and is unrelated: 'timeout'"
    )


def test_a_further_check_that_is_not_red_must_not_be_named(told):
    assert told("passed", "failed", "passed") == [
        "bank.toml:3: mutant 'subtracted': 'also' names test_c, which is not red; take it out"
    ]


def test_a_message_must_not_show_the_solution(told):
    (first, second) = told("passed", "failed", "failed", message=f"{SAYS}\nthe_sum_of_both_numbers = a + b")
    assert first == (
        "bank.toml:3: mutant 'subtracted': test_b shows a line of the solution: the_sum_of_both_numbers = a + b"
    )
    assert second.startswith("bank.toml:3: mutant 'subtracted': test_c shows a line of the solution")


def test_every_check_has_to_accept_a_variant(result):
    variant = WRONG.entry
    assert variant_problems(Report("x", (result(),)), [], variant) == []
    report = Report("x", (result(), result("test_b", "failed", message="why")))
    assert variant_problems(report, [], variant) == [
        "bank.toml:3: variant 'subtracted': test_b gives it 'failed', 0 of 2: why"
    ]
