"""Tests of autograder/remote.py: one worker after the other, and what each holds, in a real sandbox."""

import contextlib
import time
from pathlib import Path

import pytest

from autograder.proxies import RemoteError, SandboxGoneError, WorkerLostError
from autograder.sandboxed import open_sandbox

MODULE = "lesson_05_datasets.baseline"

THINGS = """
    class Thing:
        size = 3
        def double(self, number=1): return 2 * number
    thing = Thing()
    def identity(value): return value
"""

CLINGING = """
    import time
    class Clinging:
        def __del__(self):
            while True: time.sleep(1)
    def f(): return Clinging()
    def g(): return 1
"""


def next_check(submission):
    submission.end()
    submission.begin(20)


@pytest.mark.usefixtures("soon")
def test_a_late_answer_is_none_and_the_next_check_has_a_new_worker(open_code):
    submission = open_code("def f():\n    while True: pass\ndef g(): return 1", seconds=1)
    with pytest.raises(WorkerLostError) as caught:
        submission[MODULE].f()
    assert caught.value.late
    assert not caught.value.importing
    submission.end()
    submission.begin(20)
    assert submission[MODULE].g() == 1


def test_a_dead_sandbox_is_nobodys_fault(open_code):
    with open_sandbox() as other:
        pass
    with pytest.raises(SandboxGoneError, match="does not answer"):
        _ = open_code(address=other.address)[MODULE]


def test_objects_are_dropped_after_each_check(open_code):
    submission = open_code(THINGS)
    thing = submission[MODULE].thing
    next_check(submission)
    _ = submission[MODULE]
    with pytest.raises(RemoteError):
        _ = thing.size


def test_modules_and_their_functions_and_classes_last(open_code):
    submission = open_code(THINGS)
    module = submission[MODULE]
    identity, thing_class = module.identity, module.Thing
    next_check(submission)
    assert submission[MODULE] is module
    assert module.identity is identity
    assert module.Thing is thing_class
    assert identity(3) == 3
    assert thing_class().double(2) == 4


@pytest.mark.usefixtures("soon")
def test_nobody_waits_while_a_worker_forgets_and_one_that_does_not_is_replaced(open_code):
    submission = open_code(CLINGING)
    _ = submission[MODULE].f()
    began = time.monotonic()
    submission.end()
    assert time.monotonic() - began < 0.5
    submission.begin(20)
    assert submission[MODULE].g() == 1


@pytest.mark.usefixtures("soon")
def test_a_worker_that_has_ended_is_replaced_for_the_next_check(open_code):
    submission = open_code("import os\ndef f(): os._exit(3)\ndef g(): return 1")
    with pytest.raises(WorkerLostError):
        submission[MODULE].f()
    next_check(submission)
    assert submission[MODULE].g() == 1


# What a worker holds.


def test_a_worker_holds_neither_the_exercises_solution_nor_the_checks(open_code):
    submission = open_code()
    files = submission.to_list(submission["pathlib"].Path("..").rglob("*"))
    names = {str(file).removeprefix("../") for file in files}
    assert "submission/lesson_05_datasets/baseline.py" in names
    assert "course/lesson_05_datasets/demonstrations.py" in names
    assert "course/lesson_05_datasets/baseline.py" not in names
    assert "course/lesson_05_datasets/dataset.py" not in names
    assert not any("test" in name.rpartition("/")[2] for name in names)


def test_a_worker_has_a_clean_environment(open_code, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "42")
    environment = open_code()["os"].environ
    assert not environment.get("COURSE_SECRET")
    assert environment.get("HOME") == environment.get("TMPDIR")


def test_closing_a_submission_ends_its_worker(open_code):
    submission = open_code("import time\ndef f(): return 1")
    assert submission[MODULE].f() == 1
    before = _children()
    submission.close()
    deadline = time.monotonic() + 5
    while len(_children()) >= len(before) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_children()) < len(before)


def _children():
    """List this machine's processes that run a worker of ours: they are forked from templates and keep their name."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if b"autograder.worker.template" in (entry / "cmdline").read_bytes():
                found.append(entry)
    return found
