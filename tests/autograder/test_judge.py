"""What the judge finds in a submission; all tests share one judge process, so each costs a fraction of a second."""

import os
import sys
from pathlib import Path

import pytest

from autograder.authoring.generate import exercise_skeleton
from autograder.catalog import load_catalog
from autograder.judge import Job, judge, judge_many, versions
from autograder.paths import SOLUTIONS

SUMS = "lesson_01_numbers/sums.py"
MEANS = "lesson_01_numbers/means.py"
GREETINGS = "lesson_02_words/greetings.py"
FULL = {"lesson_01_numbers/sums": 6, "lesson_01_numbers/means": 4, "lesson_02_words/greetings": 2}

INEXACT_SUMS = """
def add(a, b):
    return a + b

def total(values):
    return 0.0 + values[0] + values[1] + values[2]
"""

# --- Points and messages --------------------------------------------------------------------------------------


def test_solutions_earn_everything(tiny):
    report = tiny.judge(tiny.solutions)
    assert report.passed
    assert report.points == FULL


def test_skeletons_earn_nothing(tiny):
    report = tiny.judge(tiny.lessons)
    assert report.points == dict.fromkeys(FULL, 0)
    assert set(report.verdicts.values()) == {"not_started", "skipped"}
    assert report.checks[0].message == f"not written yet: {SUMS}: write add\nnext: course hint sums"


def test_results_come_in_the_order_of_the_course(tiny):
    heard = tiny.ask(submission=str(tiny.solutions), names=["greetings", "sums"])["heard"]
    assert heard == [
        "lesson_01_numbers/sums/test_two_numbers_are_added",
        "lesson_01_numbers/sums/test_negative_numbers_are_added",
        "lesson_01_numbers/sums/test_all_values_are_added",
        "lesson_01_numbers/sums/test_small_values_are_not_lost",
        "lesson_02_words/greetings/test_the_greeting",
        "lesson_02_words/greetings/test_the_mean_length",
    ]
    assert [check.id for check in tiny.judge(tiny.solutions, "greetings", "sums").checks] == heard


def test_a_wrong_value_is_explained_in_the_order_of_the_design(tiny, adding):
    wrong = tiny.judge(adding("return a * b"), "sums").named("two_numbers_are_added")
    assert wrong.statement == "Two numbers are added."
    assert (wrong.verdict, wrong.earned, wrong.points) == ("failed", 0, 2)
    assert wrong.message.splitlines() == [
        "add(2, 3)",
        "expected 5   got 6",
        "likely: the numbers are multiplied",
        f"look at: {SUMS}:6, add",
        "hint: Think of apples.",
        "next: course hint sums",
    ]


def test_dependants_of_a_failed_check_are_skipped(tiny, adding):
    report = tiny.judge(adding("return a * b"), "sums")
    dependant = report.named("negative_numbers_are_added")
    assert (dependant.verdict, dependant.earned) == ("skipped", 0)
    assert dependant.message == "needs 'two numbers are added' to pass first"
    assert report.points == {"lesson_01_numbers/sums": 3}


def test_a_check_can_award_a_part_of_its_points(tiny, hand_in):
    report = tiny.judge(hand_in({SUMS: INEXACT_SUMS}))
    result = report.named("small_values_are_not_lost")
    assert (result.verdict, result.earned, result.points) == ("passed", 1, 2)
    assert result.message == "50% of 2 points: better is possible"
    assert report.points == FULL | {"lesson_01_numbers/sums": 5}  # the checks that follow earn all of theirs


# --- One bug makes one exercise red ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (SUMS, "def add(a, b):\n    return 0\n\ndef total(values):\n    return 77\n"),
        (SUMS, "raise RuntimeError('broken at import')\n"),
        (MEANS, "def mean(values):\n    return -1\n"),
        (MEANS, "def mean(values) return 1\n"),
        (GREETINGS, "def greet(name):\n    return 7\n\ndef mean_length(words):\n    return 7\n"),
    ],
    ids=["sums", "sums at import", "means", "means' syntax", "greetings"],
)
def test_the_reference_stands_in_for_every_other_exercise(tiny, hand_in, file, text):
    points = tiny.judge(hand_in({file: text})).points
    exercise = file.removesuffix(".py")
    assert points.pop(exercise) < FULL[exercise]
    assert points == {name: full for name, full in FULL.items() if name != exercise}


MEAN = """
def mean(values):
    if not values:
        raise ValueError("no values")
    return total(values) / len(values)
"""
TOTAL = "def total(values):\n    return sum(values)\n"


def test_an_import_inside_a_function_gets_the_reference(tiny, hand_in):
    late = MEAN.replace("    return", "    from lesson_01_numbers.sums import total\n    return")
    report = tiny.judge(hand_in({SUMS: "def total(values):\n    return 77\n", MEANS: late}))
    assert report.points["lesson_01_numbers/means"] == 4


@pytest.mark.parametrize(
    "text",
    [
        f"from lesson_01_numbers.my_helper import total\n{MEAN}",
        f"from .my_helper import total\n{MEAN}",
        f"from lesson_01_numbers import my_helper\ntotal = my_helper.total\n{MEAN}",
        f"from lesson_01_numbers.my_tools.inner import total\n{MEAN}",
        MEAN.replace("    return", "    from lesson_01_numbers.my_helper import total\n    return"),
    ],
    ids=["absolute", "relative", "from the package", "package in the package", "inside the function"],
)
def test_a_helper_module_of_the_students_own_is_found(tiny, hand_in, text):
    helpers = {"lesson_01_numbers/my_helper.py": TOTAL, "lesson_01_numbers/my_tools/inner.py": TOTAL}
    report = tiny.judge(hand_in({MEANS: text} | helpers), "means")
    assert report.passed, report.verdicts


@pytest.mark.parametrize("folder", ["", "lesson_01_numbers/"])
def test_files_beside_the_modules_are_not_mistaken_for_libraries(tiny, hand_in, folder):
    names = ("torch", "conftest", "pytest", "sitecustomize", "math", "autograder")
    traps = {f"{folder}{name}.py": "raise SystemExit('imported by mistake')\n" for name in names}
    assert tiny.judge(hand_in(traps)).passed


def test_folders_without_init_are_packages_all_the_same(tiny, hand_in):
    folder = hand_in()
    (folder / "lesson_01_numbers/__init__.py").unlink()
    assert tiny.judge(folder).passed


# --- Errors that are not a student's --------------------------------------------------------------------------


def test_unknown_names_and_folders_without_lessons_are_refused(tiny, tmp_path):
    unknown = tiny.ask(submission=str(tiny.solutions), names=["sumz"])["error"]
    assert unknown == "CourseError: there is no lesson or exercise called 'sumz'; did you mean 'sums'?"
    assert "holds no lessons" in tiny.ask(submission=str(tmp_path), names=[])["error"]


def test_broken_checks_are_no_fault_of_the_submission(lent):
    checks = lent.root / "tests/lessons/lesson_01_numbers/test_sums.py"

    def error():
        return lent.ask(submission=str(lent.solutions), names=["sums"])["error"]

    said = "BrokenChecksError: the checks are broken, not the submission: {}; restore tests/lessons from git"
    checks.write_text("def broken(:\n")
    assert error() == said.format("SyntaxError: invalid syntax")
    checks.write_text("import no_such_module\n")
    assert error() == said.format("ModuleNotFoundError: No module named 'no_such_module'")
    checks.unlink()
    assert error() == said.format("FileNotFoundError: no checks: test_sums.py")
    checks.write_text("# an author has not come to this one yet\n")
    report = lent.judge(lent.solutions, "sums")
    assert (report.checks, report.passed) == ((), False)


# --- Many side by side, and the real course -------------------------------------------------------------------


def test_many_submissions_are_judged_side_by_side(tiny, adding):
    bodies = {"right": "return a + b", "wrong": "return a * b", "dead": "__import__('os')._exit(1)"}
    folders = [adding(body, folder=name) for name, body in bodies.items()]
    jobs = [[str(folder), ["lesson_01_numbers/sums"]] for folder in [*folders, tiny.lessons]]
    reports = tiny.ask(jobs=jobs, workers=2)["reports"]
    first = {Path(folder).name: report["checks"][0]["verdict"] for folder, report in reports.items()}
    assert first == {"right": "passed", "wrong": "failed", "dead": "error", "lessons": "not_started"}


def test_the_real_course_is_judged_from_this_process(tmp_path):
    """One quick lesson: the solutions earn everything and the skeletons nothing. `verify` does all lessons."""
    lesson = load_catalog().lesson("lesson_05")
    for exercise in lesson.exercises:
        file = tmp_path / exercise.file
        file.parent.mkdir(exist_ok=True)
        file.write_text(exercise_skeleton(exercise), encoding="utf-8")
    ids = tuple(exercise.id for exercise in lesson.exercises)
    jobs = [Job(SOLUTIONS, ids, "solutions"), Job(tmp_path, ids, "skeletons")]
    reports = {job.label: report for job, report in judge_many(jobs, workers=2)}
    assert reports["solutions"].passed
    assert reports["solutions"].earned == reports["solutions"].points == lesson.points
    assert reports["skeletons"].earned == 0
    assert {check.verdict for check in reports["skeletons"].checks} == {"not_started", "skipped"}
    assert judge(SOLUTIONS, ["baseline"]).versions == versions()


def test_versions_name_what_a_verdict_depends_on():
    assert set(versions()) == {"python", "torch", "gymnasium", "numpy", "pandas"}
    assert versions()["python"] == ".".join(map(str, sys.version_info[:3]))


def test_the_judge_leaves_the_environment_as_it_was(tmp_path):
    (tmp_path / "lesson_05_datasets").mkdir()
    before = dict(os.environ) | {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}
    report = judge(tmp_path, ["baseline"])
    assert report.checks[0].message.startswith(
        "lesson_05_datasets/baseline.py is missing from the submission"
    )
    assert dict(os.environ) == before
