"""Whatever a submission does, the judge goes on; all tests share one judge process, so each costs little."""

import os
import time
from pathlib import Path

import pytest

SUMS = "lesson_01_numbers/sums.py"
MEANS = "lesson_01_numbers/means.py"
GREETINGS = "lesson_02_words/greetings.py"
AFTER_ADD = {"all_values_are_added": "passed", "small_values_are_not_lost": "passed"}

# --- Checks that do not come back -----------------------------------------------------------------------------


def test_a_check_that_never_ends_is_stopped_and_the_others_run(tiny, adding):
    began = time.monotonic()
    report = tiny.judge(adding("while True:\n    pass"), "sums", "means")
    assert time.monotonic() - began < 30
    assert report.verdicts == AFTER_ADD | {
        "two_numbers_are_added": "timeout",
        "negative_numbers_are_added": "skipped",
        "the_mean": "passed",
        "no_values_are_refused": "passed",
        "it_agrees_with_the_reference": "passed",
    }
    late = report.named("two_numbers_are_added")
    assert (late.earned, late.seconds) == (0, 2)
    assert late.message.splitlines() == [
        "no answer within 2 seconds",
        "likely: a loop that never ends, or far more work than is needed",
        f"look at: {SUMS}",
        "next: course hint lesson_01_numbers/sums",
    ]


def test_a_submission_that_has_used_up_its_time_is_judged_no_further(tiny, adding):
    report = tiny.judge_in_sandbox(adding("while True:\n    pass"), budget=1)
    assert report.verdicts["two_numbers_are_added"] == "timeout"
    late = report.named("the_mean")
    assert (late.verdict, late.earned) == ("timeout", 0)
    assert late.message.startswith("the checks before have used up the time")


def test_no_check_gets_more_than_the_most_seconds(tiny, adding):
    report = tiny.judge_in_sandbox(adding("while True:\n    pass"), "sums", most_seconds=0.5)
    assert "no answer within 0.5 seconds" in report.named("two_numbers_are_added").message


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
def test_a_check_that_takes_the_process_down_is_an_error_and_the_others_run(tiny, adding, body, code):
    report = tiny.judge_in_process(adding(body), "sums", "means")
    assert report.verdicts["two_numbers_are_added"] == "error"
    assert report.verdicts["negative_numbers_are_added"] == "skipped"
    assert report.points == {"lesson_01_numbers/sums": 3, "lesson_01_numbers/means": 4}
    message = report.named("two_numbers_are_added").message
    assert message.startswith(f"the process ended in the middle of this check, with exit code {code}")
    assert f"look at: {SUMS}\nnext: course hint lesson_01_numbers/sums" in message


def test_an_interrupt_is_an_error_and_the_others_run(tiny, hand_in):
    interrupt = "def mean(values):\n    if values:\n        raise KeyboardInterrupt\n"
    submission = hand_in({MEANS: interrupt})
    assert tiny.judge_in_process(submission, "means").verdicts == {
        "the_mean": "error",
        "no_values_are_refused": "failed",
        "it_agrees_with_the_reference": "error",
    }
    assert set(tiny.judge_in_sandbox(submission, "means").verdicts.values()) == {"failed"}


# --- Exceptions -----------------------------------------------------------------------------------------------

EXCEPTIONS = {
    "recursion": ("return add(a, b)", "RecursionError", "a function calls itself without end"),
    "sys.exit": ("raise SystemExit(3)", "SystemExit: 3", None),
    "name": ("return torch", "NameError: name 'torch' is not defined", None),
    "attribute": (
        "return a.shape",
        "AttributeError",
        "a name is missing: is it misspelt, or not set in __init__?",
    ),
    "late import": (
        "import no_such",
        "No module named 'no_such'",
        "an import names a module that is not there",
    ),
    "assert": ("assert a == b, 'not equal'", "AssertionError: not equal", None),
    "mute": ("raise type('Mute', (Exception,), {'__str__': lambda self: 1 / 0})", "Mute", None),
    "group": ("raise BaseExceptionGroup('many', [ValueError(1), KeyError(2)])", "many", None),
    "skip": ("import pytest; pytest.fail('no')", "no", None),
}


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_explained(tiny, adding, name):
    body, said, likely = EXCEPTIONS[name]
    report = tiny.judge(adding(body), "sums")
    # Whatever the kind, and a failed import too: it breaks this function, not the module.
    failed = {"two_numbers_are_added": "failed", "negative_numbers_are_added": "skipped"}
    assert report.verdicts == AFTER_ADD | failed
    result = report.named("two_numbers_are_added")
    lines = result.message.splitlines()
    assert lines[0].startswith("the code raised ")
    assert said in lines[0]
    assert (f"likely: {likely}" in lines) == (likely is not None)
    assert lines[-2:] == [f"look at: {SUMS}:7, add", "next: course hint sums"]
    assert f'File "{SUMS}", line 7, in add' in result.details


def test_a_check_that_skips_itself_earns_nothing(tiny, adding):
    submission = adding("import pytest; pytest.skip('too hard')")
    assert tiny.judge_in_sandbox(submission, "sums").verdicts["two_numbers_are_added"] == "failed"
    report = tiny.judge_in_process(submission, "sums")
    assert report.verdicts["two_numbers_are_added"] == "skipped"
    assert report.verdicts["negative_numbers_are_added"] == "skipped"
    assert report.points == {"lesson_01_numbers/sums": 3}


def test_the_text_of_an_exception_is_made_printable(tiny, adding):
    text = r"bell \x07, red \x1b[31m, half a letter \ud800, ü \U0001f600"
    report = tiny.judge(adding(f"raise ValueError('{text}' + 'x' * 10_000)"), "sums")
    first = report.named("two_numbers_are_added").message.splitlines()[0]
    assert "bell \ufffd, red \ufffd[31m, half a letter \ufffd, ü \U0001f600xxx" in first
    assert len(first) < 1000


# --- Modules that cannot be imported --------------------------------------------------------------------------

BROKEN = {
    "syntax": ("def add(a, b)\n    return a + b\n", "SyntaxError: expected ':'", ":1"),
    "tab": ("def add(a, b):\n\treturn a\n        return b\n", "TabError", ":3"),
    "import": ("\n\nimport no_such\n", "ModuleNotFoundError: No module named 'no_such'", ":3, <module>"),
    "name": ("from math import summ\n", "ImportError: cannot import name 'summ' from 'math'", ":1, <module>"),
    "attribute": ("x = 1\nx.y\n", "AttributeError: 'int' object has no attribute 'y'", ":2, <module>"),
    "exit": ("raise SystemExit\n", "SystemExit", ":1, <module>"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_module_that_cannot_be_imported_has_one_red_line(tiny, hand_in, name):
    text, said, place = BROKEN[name]
    report = tiny.judge(hand_in({SUMS: text}), "sums", "greetings")
    assert report.verdicts == {
        "two_numbers_are_added": "failed",
        "negative_numbers_are_added": "skipped",
        "all_values_are_added": "skipped",
        "small_values_are_not_lost": "skipped",
        "the_greeting": "passed",
        "the_mean_length": "passed",
    }
    lines = report.named("two_numbers_are_added").message.splitlines()
    assert lines[0].startswith("the code raised ")
    assert said in lines[0]
    assert f"look at: {SUMS}{place}" in lines
    assert report.named("all_values_are_added").message == f"{SUMS} cannot be imported: see its first check"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x = 1\x00\n"], ids=["no text", "null byte"])
def test_a_module_that_is_no_text_earns_nothing(tiny, hand_in, content):
    folder = hand_in()
    (folder / SUMS).write_bytes(content)
    report = tiny.judge(folder, "sums", "means")
    assert report.points == {"lesson_01_numbers/sums": 0, "lesson_01_numbers/means": 4}
    assert f"look at: {SUMS}" in report.checks[0].message


def test_a_missing_module_says_how_to_get_it_back(tiny, hand_in):
    folder = hand_in()
    (folder / SUMS).unlink()
    report = tiny.judge(folder, "sums", "means")
    assert report.points == {"lesson_01_numbers/sums": 0, "lesson_01_numbers/means": 4}
    assert [check.verdict for check in report.checks[:4]] == ["failed", "skipped", "skipped", "skipped"]
    lines = report.checks[0].message.splitlines()
    assert lines[0] == f"{SUMS} is missing from the submission"
    assert lines[-1].endswith(f"course reset {SUMS}")


def test_a_missing_lesson_folder_is_a_missing_module(tiny, hand_in):
    folder = hand_in()
    (folder / "lesson_02_words").rename(folder / "elsewhere")
    assert tiny.judge(folder).points == {
        "lesson_01_numbers/sums": 6,
        "lesson_01_numbers/means": 4,
        "lesson_02_words/greetings": 0,
    }


def test_a_function_that_is_missing_breaks_its_own_checks_only(tiny, hand_in):
    report = tiny.judge(hand_in({SUMS: "import math\n\ntotal = math.fsum\n"}), "sums")
    assert report.points == {"lesson_01_numbers/sums": 3}
    assert "has no attribute 'add'" in report.checks[0].message


# --- What is left behind --------------------------------------------------------------------------------------

FLOOD = """
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


def test_a_flood_of_output_goes_nowhere_and_stops_nothing(tiny, hand_in):
    report = tiny.judge(hand_in({MEANS: FLOOD}), "means")
    assert report.passed, report.checks[0].message


def test_a_process_left_behind_neither_delays_the_report_nor_survives(tiny, adding, tmp_path):
    body = f"""
        import os, time
        if not os.fork():
            open({str(tmp_path / "pid")!r}, "w").write(str(os.getpid()))
            time.sleep(600)
        return a + b
    """
    began = time.monotonic()
    assert tiny.judge_in_process(adding(body), "sums").passed
    assert time.monotonic() - began < 30
    assert ends(int((tmp_path / "pid").read_text()))


def ends(pid, seconds=10):
    """Whether a process that was killed is soon gone, or at least a zombie that nobody has collected."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/stat")
        if status.is_file() and status.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_thread_left_behind_does_not_delay_the_report(tiny, adding):
    began = time.monotonic()
    body = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\nreturn a + b"
    assert tiny.judge_in_process(adding(body), "sums").passed
    assert time.monotonic() - began < 30


def test_a_submission_is_left_as_it_was(tiny, adding):
    folder = adding("open('litter.txt', 'w').write('x')\nreturn a + b")
    before = sorted(folder.rglob("*"))
    assert tiny.judge_in_process(folder).passed
    assert sorted(folder.rglob("*")) == before


def test_working_folders_are_cleaned_up_whatever_happens(tiny, adding, tmp_path):
    body = f"""
        import os
        open({str(tmp_path / "noted")!r}, "w").write(os.getcwd())
        open("litter.txt", "w").write("x")
        os.makedirs("locked/inside")
        os.chmod("locked", 0)
        os._exit(1)
    """
    assert tiny.judge_in_process(adding(body), "sums").verdicts["two_numbers_are_added"] == "error"
    scratch = Path((tmp_path / "noted").read_text())
    assert scratch.name.startswith("course-")
    assert not scratch.exists()
