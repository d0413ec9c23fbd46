"""The judge against submissions of every kind; all tests share one judge process, so each costs a fraction of a second."""

import os
import sys
import time
from pathlib import Path

import pytest

from autograder.judge import Job, judge, judge_many, versions
from autograder.paths import SOLUTIONS

SUMS = "lesson_01_numbers/sums.py"
MEANS = "lesson_01_numbers/means.py"
GREETINGS = "lesson_02_words/greetings.py"
RIGHT_ADD = "def add(a, b):\n    return a + b\n"
RIGHT_TOTAL = "import math\n\ndef total(values):\n    return math.fsum(values)\n"
RIGHT_MEAN = """
def mean(values):
    if not values:
        raise ValueError("no values")
    return total(values) / len(values)
"""


def verdicts(report):
    """Verdicts by check, without the long words around them."""
    return {check.name.removeprefix("test_"): check.verdict for check in report.checks}


def earned(report):
    """Points by exercise."""
    return {name: sum(check.earned for check in checks) for name, checks in report.by_exercise().items()}


def named(report, name):
    """The result of one check."""
    return next(check for check in report.checks if check.name == f"test_{name}")


FULL = {"lesson_01_numbers/sums": 6, "lesson_01_numbers/means": 4, "lesson_02_words/greetings": 2}


def test_solutions_earn_everything(tiny):
    report = tiny.judge(tiny.solutions)
    assert report.passed
    assert earned(report) == FULL


def test_skeletons_earn_nothing(tiny):
    report = tiny.judge(tiny.lessons)
    assert report.earned == 0
    assert report.points == 12
    assert set(verdicts(report).values()) == {"not_started", "skipped"}
    assert named(report, "two_numbers_are_added").message.startswith(
        "not written yet: lesson_01_numbers/sums.py: write add\n"
    )


def test_results_come_in_the_order_of_the_course(tiny):
    answer = tiny.ask(submission=str(tiny.solutions), names=["greetings", "sums"])
    assert answer["heard"] == [
        "lesson_01_numbers/sums/test_two_numbers_are_added",
        "lesson_01_numbers/sums/test_negative_numbers_are_added",
        "lesson_01_numbers/sums/test_all_values_are_added",
        "lesson_01_numbers/sums/test_small_values_are_not_lost",
        "lesson_02_words/greetings/test_the_greeting",
        "lesson_02_words/greetings/test_the_mean_length",
    ]
    report = tiny.judge(tiny.solutions, "greetings", "sums")
    assert [check.id for check in report.checks] == answer["heard"]


def test_a_wrong_value_is_explained_in_the_order_of_the_design(tiny, hand_in):
    folder = hand_in({SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    return a * b\n"})
    report = tiny.judge(folder, "sums")
    assert named(report, "two_numbers_are_added").message.splitlines() == [
        "add(2, 3)",
        "expected 5   got 6",
        "likely: the numbers are multiplied",
        f"look at: {SUMS}:7, add",
        "hint: Think of apples.",
        "next: course hint sums",
    ]
    assert named(report, "two_numbers_are_added").statement == "Two numbers are added."


def test_dependants_of_a_failed_check_are_skipped(tiny, hand_in):
    report = tiny.judge(hand_in({SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    return a * b\n"}), "sums")
    dependant = named(report, "negative_numbers_are_added")
    assert (dependant.verdict, dependant.earned) == ("skipped", 0)
    assert dependant.message == "needs 'two numbers are added' to pass first"
    assert report.earned == 3


def test_a_check_can_award_a_part_of_its_points(tiny, hand_in):
    folder = hand_in(
        {SUMS: f"{RIGHT_ADD}\n\ndef total(values):\n    return 0.0 + values[0] + values[1] + values[2]\n"}
    )
    result = named(tiny.judge(folder, "sums"), "small_values_are_not_lost")
    assert (result.verdict, result.earned, result.points) == ("passed", 1, 2)
    assert result.message == "50% of 2 points: better is possible"


def test_a_part_that_was_awarded_stays_with_its_check(tiny, hand_in):
    folder = hand_in(
        {SUMS: f"{RIGHT_ADD}\n\ndef total(values):\n    return 0.0 + values[0] + values[1] + values[2]\n"}
    )
    assert earned(tiny.judge(folder)) == FULL | {"lesson_01_numbers/sums": 5}


# --- One bug makes one exercise red -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "exercise"),
    [
        ({SUMS: "def add(a, b):\n    return 0\n\ndef total(values):\n    return 77\n"}, "lesson_01_numbers/sums"),
        ({MEANS: "def mean(values):\n    return -1\n"}, "lesson_01_numbers/means"),
        ({GREETINGS: "def greet(name):\n    return 7\n\ndef mean_length(words):\n    return 7\n"}, "lesson_02_words/greetings"),
        ({SUMS: "raise RuntimeError('broken at import')\n"}, "lesson_01_numbers/sums"),
        ({MEANS: "def mean(values) return 1\n"}, "lesson_01_numbers/means"),
    ],
    ids=["sums", "means", "greetings", "sums at import", "means syntax"],
)  # fmt: skip
def test_the_reference_stands_in_for_every_other_exercise(tiny, hand_in, broken, exercise):
    points = earned(tiny.judge(hand_in(broken)))
    assert points.pop(exercise) < FULL[exercise]
    assert points == {name: full for name, full in FULL.items() if name != exercise}


def test_an_import_inside_a_function_gets_the_reference(tiny, hand_in):
    late = "def mean(values):\n    from lesson_01_numbers.sums import total\n    if not values:\n        raise ValueError\n"
    folder = hand_in(
        {
            SUMS: "def total(values):\n    return 77\n",
            MEANS: f"{late}    return total(values) / len(values)\n",
        }
    )
    assert earned(tiny.judge(folder))["lesson_01_numbers/means"] == 4


@pytest.mark.parametrize(
    "text",
    [
        f"from lesson_01_numbers.my_helper import total\n{RIGHT_MEAN}",
        f"from .my_helper import total\n{RIGHT_MEAN}",
        f"from lesson_01_numbers import my_helper\ntotal = my_helper.total\n{RIGHT_MEAN}",
        f"from lesson_01_numbers.my_tools.inner import total\n{RIGHT_MEAN}",
        RIGHT_MEAN.replace("    return", "    from lesson_01_numbers.my_helper import total\n    return"),
    ],
    ids=["absolute", "relative", "from the package", "package in the package", "inside the function"],
)
def test_a_helper_module_of_the_students_own_is_found(tiny, hand_in, text):
    folder = hand_in(
        {
            MEANS: text,
            "lesson_01_numbers/my_helper.py": "def total(values):\n    return sum(values)\n",
            "lesson_01_numbers/my_tools/inner.py": "def total(values):\n    return sum(values)\n",
        }
    )
    assert verdicts(tiny.judge(folder, "means")) == {
        "the_mean": "passed",
        "no_values_are_refused": "passed",
        "it_agrees_with_the_reference": "passed",
    }


@pytest.mark.parametrize(
    "name", ["torch.py", "conftest.py", "pytest.py", "sitecustomize.py", "lesson_01_numbers/conftest.py"]
)
def test_files_beside_the_modules_are_not_mistaken_for_libraries(tiny, hand_in, name):
    folder = hand_in({name: "raise SystemExit('imported by mistake')\n"})
    assert tiny.judge(folder).passed


def test_folders_without_init_are_packages_all_the_same(tiny, hand_in):
    folder = hand_in()
    (folder / "lesson_01_numbers/__init__.py").unlink()
    assert tiny.judge(folder).passed


# --- Whatever a submission does ---------------------------------------------------------------------------------


def test_a_check_that_never_ends_is_stopped_and_the_others_run(tiny, hand_in):
    folder = hand_in({SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    while True:\n        pass\n"})
    began = time.monotonic()
    report = tiny.judge(folder)
    assert time.monotonic() - began < 20
    assert verdicts(report) == {
        "two_numbers_are_added": "timeout",
        "negative_numbers_are_added": "skipped",
        "all_values_are_added": "passed",
        "small_values_are_not_lost": "passed",
        "the_mean": "passed",
        "no_values_are_refused": "passed",
        "it_agrees_with_the_reference": "passed",
        "the_greeting": "passed",
        "the_mean_length": "passed",
    }
    late = named(report, "two_numbers_are_added")
    assert (late.earned, late.seconds) == (0, 2)
    assert late.message.splitlines() == [
        "no answer within 2 seconds",
        "likely: a loop that never ends, or far more work than is needed",
        f"look at: {SUMS}",
        "next: course hint sums",
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("import os; os._exit(0)", "0"),
        ("import os; os._exit(7)", "7"),
        ("import ctypes; ctypes.string_at(0)", "-11"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "-9"),
        ("import os; os.closerange(3, 256)", ""),
    ],
    ids=["exit 0", "exit 7", "segfault", "kill", "close every file"],
)
def test_a_check_that_takes_the_process_down_is_an_error_and_the_others_run(tiny, hand_in, body, code):
    report = tiny.judge(hand_in({SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    {body}\n"}), "sums", "means")
    assert verdicts(report)["two_numbers_are_added"] == "error"
    assert verdicts(report)["negative_numbers_are_added"] == "skipped"
    assert earned(report) == {"lesson_01_numbers/sums": 3, "lesson_01_numbers/means": 4}
    message = named(report, "two_numbers_are_added").message
    assert message.startswith(f"the process ended in the middle of this check, with exit code {code}")
    assert f"look at: {SUMS}\nnext: course hint sums" in message


def test_an_interrupt_is_an_error_and_the_others_run(tiny, hand_in):
    report = tiny.judge(
        hand_in({MEANS: "def mean(values):\n    if values:\n        raise KeyboardInterrupt\n"}), "means"
    )
    assert verdicts(report) == {
        "the_mean": "error",
        "no_values_are_refused": "failed",
        "it_agrees_with_the_reference": "error",
    }


@pytest.mark.parametrize(
    ("body", "said", "likely"),
    [
        ("return add(a, b)", "RecursionError", "a function calls itself without end"),
        ("raise SystemExit(3)", "SystemExit: 3", None),
        ("return torch", "NameError: name 'torch' is not defined", None),
        ("return a.shape", "AttributeError", "a name is missing: is it misspelt, or not set in __init__?"),
        ("import no_such_module", "No module named 'no_such_module'", "an import names a module that is not there"),
        ("assert a == b, 'not equal'", "AssertionError: not equal", None),
        ("raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})", "Mute", None),
        ("raise BaseExceptionGroup('many', [ValueError(1), KeyError(2)])", "many", None),
    ],
    ids=["recursion", "sys.exit", "NameError", "AttributeError", "late import", "assert", "mute", "group"],
)  # fmt: skip
def test_an_exception_is_explained(tiny, hand_in, body, said, likely):
    report = tiny.judge(hand_in({SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    {body}\n"}), "sums")
    result = named(report, "two_numbers_are_added")
    assert result.verdict == "failed"
    lines = result.message.splitlines()
    assert lines[0].startswith("the code raised ")
    assert said in lines[0]
    assert (f"likely: {likely}" in lines) == (likely is not None)
    assert lines[-2:] == [f"look at: {SUMS}:8, add", "next: course hint sums"]
    assert f'File "{SUMS}", line 8, in add' in result.details
    assert (
        verdicts(report)["all_values_are_added"] == "passed"
    )  # a late import breaks one function, not the module


def test_the_text_of_an_exception_is_made_printable(tiny, hand_in):
    body = "raise ValueError('bell \\x07, red \\x1b[31m, half a letter \\ud800, \u00fc \\U0001f600' + 'x' * 10_000)"
    report = tiny.judge(hand_in({SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    {body}\n"}), "sums")
    first = named(report, "two_numbers_are_added").message.splitlines()[0]
    assert "bell \ufffd, red \ufffd[31m, half a letter \ufffd, \u00fc \U0001f600xxx" in first
    assert len(first) < 1000


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("def add(a, b)\n    return a + b\n", "SyntaxError: expected ':'", f"{SUMS}:1"),
        ("\n\nimport no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'", f"{SUMS}:3, <module>"),
        ("from math import summ\n", "ImportError: cannot import name 'summ' from 'math'", f"{SUMS}:1, <module>"),
        ("x = 1\nx.y\n", "AttributeError: 'int' object has no attribute 'y'", f"{SUMS}:2, <module>"),
        ("raise SystemExit\n", "SystemExit", f"{SUMS}:1, <module>"),
        ("def add(a, b):\n\treturn a\n        return b\n", "TabError", f"{SUMS}:3"),
    ],
    ids=["syntax", "import", "name", "attribute", "exit", "tab"],
)  # fmt: skip
def test_a_module_that_cannot_be_imported_has_one_red_line(tiny, hand_in, text, said, place):
    report = tiny.judge(hand_in({SUMS: text}), "sums", "greetings")
    assert verdicts(report) == {
        "two_numbers_are_added": "failed",
        "negative_numbers_are_added": "skipped",
        "all_values_are_added": "skipped",
        "small_values_are_not_lost": "skipped",
        "the_greeting": "passed",
        "the_mean_length": "passed",
    }
    first = named(report, "two_numbers_are_added").message.splitlines()
    assert first[0].startswith("the code raised ")
    assert said in first[0]
    assert f"look at: {place}" in first
    skipped = named(report, "all_values_are_added")
    assert skipped.message == f"{SUMS} cannot be imported: see its first check"


@pytest.mark.parametrize("bytes_", [b"\xff\xfe\x00", b"x = 1\x00\n"], ids=["no text", "null byte"])
def test_a_module_that_is_no_text_earns_nothing(tiny, hand_in, bytes_):
    folder = hand_in()
    (folder / SUMS).write_bytes(bytes_)
    report = tiny.judge(folder, "sums", "means")
    assert earned(report) == {"lesson_01_numbers/sums": 0, "lesson_01_numbers/means": 4}
    assert "look at: lesson_01_numbers/sums.py" in report.checks[0].message


def test_a_missing_module_says_how_to_get_it_back(tiny, hand_in):
    folder = hand_in()
    (folder / SUMS).unlink()
    report = tiny.judge(folder, "sums", "means")
    assert earned(report) == {"lesson_01_numbers/sums": 0, "lesson_01_numbers/means": 4}
    assert [check.verdict for check in report.checks[:4]] == ["failed", "skipped", "skipped", "skipped"]
    assert report.checks[0].message.splitlines()[0] == f"{SUMS} is missing from the submission"
    assert report.checks[0].message.splitlines()[-1].endswith(f"course reset {SUMS}")


def test_a_missing_lesson_folder_is_a_missing_module(tiny, hand_in):
    folder = hand_in()
    for file in (folder / "lesson_02_words").iterdir():
        file.unlink()
    (folder / "lesson_02_words").rmdir()
    assert earned(tiny.judge(folder)) == FULL | {"lesson_02_words/greetings": 0}


def test_a_function_that_is_missing_breaks_its_own_checks_only(tiny, hand_in):
    report = tiny.judge(hand_in({SUMS: RIGHT_TOTAL}), "sums")
    assert report.earned == 3
    assert "has no attribute 'add'" in report.checks[0].message


def test_a_flood_of_output_neither_fills_a_disk_nor_stops_the_judge(tiny, hand_in):
    flood = """
import os
import sys
from lesson_01_numbers.sums import total

def mean(values):
    for _ in range(50):
        print("x" * 1_000_000)
        sys.stderr.write("y" * 1_000_000)
    assert all(os.path.samestat(os.fstat(number), os.stat(os.devnull)) for number in range(3))
    if not values:
        raise ValueError("no values")
    return total(values) / len(values)
"""
    report = tiny.judge(hand_in({MEANS: flood}), "means")
    assert report.passed, report.checks[0].message


def test_a_process_left_behind_neither_delays_the_report_nor_survives(tiny, hand_in, tmp_path):
    pid_file = tmp_path / "pid"
    body = f"import os, time\n    if not os.fork():\n        open({str(pid_file)!r}, 'w').write(str(os.getpid()))\n        time.sleep(600)\n"
    began = time.monotonic()
    report = tiny.judge(
        hand_in({SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    {body}    return a + b\n"}), "sums"
    )
    assert report.passed
    assert time.monotonic() - began < 20
    assert ends(int(pid_file.read_text()))


def ends(pid, seconds=10):
    """Whether a process that was killed is soon gone."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_a_thread_left_behind_does_not_delay_the_report(tiny, hand_in):
    body = "import threading, time\n    threading.Thread(target=time.sleep, args=(600,)).start()\n"
    began = time.monotonic()
    assert tiny.judge(
        hand_in({SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    {body}    return a + b\n"}), "sums"
    ).passed
    assert time.monotonic() - began < 20


def test_a_submission_is_left_as_it_was(tiny, hand_in):
    folder = hand_in(
        {SUMS: f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    open('litter.txt', 'w').write('x')\n    return a + b\n"}
    )
    before = sorted(folder.rglob("*"))
    assert tiny.judge(folder).passed
    assert sorted(folder.rglob("*")) == before


def test_working_folders_are_cleaned_up_whatever_happens(tiny, hand_in, tmp_path):
    litter = f"""
import os

def add(a, b):
    open({str(tmp_path / "noted")!r}, "w").write(os.getcwd())
    open("litter.txt", "w").write("x")
    os.makedirs("locked/inside")
    os.chmod("locked", 0)
    os._exit(1)
"""
    assert verdicts(tiny.judge(hand_in({SUMS: litter}), "sums"))["two_numbers_are_added"] == "error"
    scratch = Path((tmp_path / "noted").read_text())
    assert scratch.name.startswith("course-")
    assert not scratch.exists()


# --- Errors that are not a student's -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["lesson_03"], "CourseError: there is no lesson or exercise called 'lesson_03'"),
        (["sumz"], "CourseError: there is no lesson or exercise called 'sumz'; did you mean 'sums'?"),
    ],
)
def test_unknown_names_are_refused(tiny, names, said):
    assert said in tiny.ask(submission=str(tiny.solutions), names=names)["error"]


def test_broken_checks_are_no_fault_of_the_submission(own):
    checks = own.root / "tests/lessons/lesson_01_numbers/test_sums.py"
    for text, reason in {
        "def broken(:\n": "SyntaxError: invalid syntax",
        "import no_such_module\n": "ModuleNotFoundError: No module named 'no_such_module'",
        None: "FileNotFoundError: no checks: test_sums.py",
    }.items():
        if text:
            checks.write_text(text)
        else:
            checks.unlink()
        assert own.ask(submission=str(own.solutions), names=["sums"])["error"] == (
            f"BrokenChecksError: the checks are broken, not the submission: {reason}; restore tests/lessons from git"
        )


# --- Many side by side, and the real course ----------------------------------------------------------------------


def test_many_submissions_are_judged_side_by_side(tiny, hand_in):
    bodies = {"right": "a + b", "wrong": "a * b", "dead": "__import__('os')._exit(1)", "unwritten": None}
    jobs = []
    for name, body in bodies.items():
        text = f"{RIGHT_TOTAL}\n\ndef add(a, b):\n    return {body}\n"
        folder = hand_in({SUMS: text} if body else {SUMS: (tiny.lessons / SUMS).read_text()}, folder=name)
        jobs.append((str(folder), ["lesson_01_numbers/sums"]))
    reports = tiny.ask(jobs=jobs, workers=2)["reports"]
    assert set(reports) == {folder for folder, _ in jobs}
    points = {Path(folder).name: '"earned": 2.0' in report for folder, report in reports.items()}
    assert points == {"right": True, "wrong": True, "dead": True, "unwritten": False}


def test_the_judge_of_this_course_runs_in_this_process_too(tmp_path):
    """One lesson of the real course: skeletons get 0, solutions everything."""
    from autograder.authoring.generate import exercise_skeleton
    from autograder.catalog import load_catalog

    lesson = load_catalog().lesson("lesson_05")
    for exercise in lesson.exercises:
        file = tmp_path / exercise.file
        file.parent.mkdir(exist_ok=True)
        file.write_text(exercise_skeleton(exercise))
    ids = tuple(exercise.id for exercise in lesson.exercises)
    jobs = [Job(SOLUTIONS, ids, "solutions"), Job(tmp_path, ids, "skeletons")]
    reports = {job.label: report for job, report in judge_many(jobs, workers=2)}
    assert reports["solutions"].passed
    assert reports["solutions"].earned == reports["solutions"].points == lesson.points
    assert reports["skeletons"].earned == 0
    assert {check.verdict for check in reports["skeletons"].checks} <= {"not_started", "skipped"}
    assert judge(SOLUTIONS, ["baseline"]).versions == versions()


def test_versions_name_what_a_verdict_depends_on():
    assert set(versions()) == {"python", "torch", "gymnasium", "numpy", "pandas"}
    assert versions()["python"] == ".".join(map(str, sys.version_info[:3]))
    assert os.environ["OMP_NUM_THREADS"]
