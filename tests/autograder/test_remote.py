"""Tests of autograder/remote.py: what goes wrong, what lasts, and what a worker holds, in a real sandbox."""

import contextlib
import signal
import time
from pathlib import Path

import pytest

from autograder.proxies import (
    RemoteError,
    SandboxGoneError,
    WorkerLostError,
)
from autograder.sandboxed import open_sandbox

MODULE = "lesson_05_datasets.baseline"


@pytest.fixture(name="soon")
def soon_fixture():
    """Fail a test that takes longer than a few seconds: a worker that hangs must not hang the judge."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 10


THINGS = """
    class Thing:
        size = 3
        def double(self, number=1): return 2 * number
    thing = Thing()
    def identity(value): return value
"""

# What goes wrong.

SOCKET = """
    import os, socket, stat
    def sockets():
        found = []
        for number in range(3, 256):
            try:
                if stat.S_ISSOCK(os.fstat(number).st_mode):
                    found.append(number)
            except OSError:
                pass
        return found
    def write(data):
        for number in sockets():
            os.write(number, data)
        return 1
"""


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


@pytest.mark.usefixtures("soon")
def test_a_module_that_is_never_imported_is_told_apart(open_code):
    with pytest.raises(WorkerLostError) as caught:
        _ = open_code("while True: pass", seconds=1)[MODULE]
    assert caught.value.late
    assert caught.value.importing


@pytest.mark.usefixtures("soon")
def test_a_late_call_after_a_failed_import_is_not_taken_for_an_import(open_code):
    submission = open_code("raise ValueError", seconds=2)
    with pytest.raises(RemoteError):
        _ = submission[MODULE]
    sleep = submission["time"].sleep
    with pytest.raises(RemoteError):
        _ = submission[MODULE]
    with pytest.raises(WorkerLostError) as caught:
        sleep(60)
    assert caught.value.late
    assert not caught.value.importing


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    ("death", "statuses"),
    [
        ("__import__('os')._exit(3)", {3}),
        # The first process of a PID namespace ignores signals that it sends itself; abort() then crashes for good.
        ("__import__('os').abort()", {-signal.SIGABRT, -signal.SIGSEGV}),
        ("__import__('ctypes').string_at(0)", {-signal.SIGSEGV}),
    ],
)
def test_a_worker_that_dies_says_how(open_code, death, statuses):
    module = open_code(f"def f(): {death}")[MODULE]
    with pytest.raises(WorkerLostError) as caught:
        module.f()
    assert any(f"exit code {int(status)}" in str(caught.value) for status in statuses)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "data",
    [
        b"garbage that is no frame",
        b"\xff" * 64,
        b"\x02\x00\x00\x00\x00\x00\x00\x00\x91\x01",  # a frame, but no answer
        b"\x08\x00\x00\x00\x00\x00\x00\x00\x93\x01\xa5value\xc3"[:16],
    ],
)
def test_forged_frames_end_the_worker_and_not_the_judge(open_code, data):
    module = open_code(SOCKET, seconds=2)[MODULE]
    with pytest.raises(WorkerLostError):
        module.write(data)


@pytest.mark.usefixtures("soon")
def test_an_answer_ahead_of_its_question_is_none(open_code):
    code = (
        SOCKET
        + """
    import msgspec, struct
    def promise(value):
        for number in range(-5, 2000):
            header = msgspec.msgpack.encode([number, "value", value])
            write(struct.pack("<II", len(header), 0) + header)
        return 0
    """
    )
    module = open_code(code, seconds=5)[MODULE]
    with pytest.raises(WorkerLostError, match="neither an answer nor a question"):
        module.promise(1)


def test_another_submissions_objects_are_refused(open_code):
    first, second = open_code(THINGS), open_code(THINGS)
    with pytest.raises(WorkerLostError):
        second[MODULE].identity(first[MODULE].thing)


@pytest.mark.usefixtures("soon")
def test_a_result_too_large_to_cross_is_an_exception(open_code):
    module = open_code("import numpy as np\ndef f(): return np.zeros(40_000_000)\ndef g(): return 1")[MODULE]
    with pytest.raises(RemoteError, match="too large"):
        module.f()
    assert module.g() == 1


def test_a_dead_sandbox_is_nobodys_fault(open_code):
    with open_sandbox() as other:
        pass
    with pytest.raises(SandboxGoneError, match="does not answer"):
        _ = open_code(address=other.address)[MODULE]


# What lasts from check to check, and what does not.

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


def test_a_modules_values_are_asked_for_each_time(open_code):
    submission = open_code("""
    count = 0
    def f():
        global count
        count += 1
    """)
    module = submission[MODULE]
    counts = []
    for _ in range(3):
        counts.append(module.count)
        module.f()
    assert counts == [0, 1, 2]


def test_a_module_that_could_not_be_imported_is_imported_anew(open_code):
    submission = open_code("""
    import pathlib
    tried = pathlib.Path("tried")
    if not tried.exists():
        tried.touch()
        raise ValueError
    answer = 42
    """)
    with pytest.raises(RemoteError):
        _ = submission[MODULE]
    assert submission[MODULE].answer == 42


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
