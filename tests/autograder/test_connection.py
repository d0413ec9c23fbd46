"""Tests of autograder/connection.py: what goes wrong with answers, and what is asked for, in a real sandbox."""

import signal

import pytest

from autograder.connection import Connection
from autograder.proxies import Proxy, RemoteError, WorkerLostError

MODULE = "lesson_05_datasets.baseline"

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


# What is asked for once.


@pytest.fixture(name="asked")
def asked_fixture(monkeypatch):
    """Give the list of operations that workers are asked for."""
    asked = []
    send = Connection._send

    def noted(self, operation, *rest):
        asked.append(operation)
        return send(self, operation, *rest)

    monkeypatch.setattr(Connection, "_send", noted)
    return asked


METHODS = """
    class Thing:
        def __init__(self, size): self.size = size
        def double(self, number=1): return 2 * number * self.size
        @property
        def changing(self):
            self.size += 1
            return self.size
    class Other:
        pass
    def make(size): return Thing(size)
    def impostor():
        other = type("Thing", (), {"double": 3})
        return other()
    def bare(): return type("Thing", (), {})()
    def apply(function, *values): return function(*values)
    def is_bound(function): return type(function).__name__ == "method"
"""


def test_modules_functions_and_classes_are_asked_for_once(open_code, asked):
    submission = open_code(METHODS)
    for _ in range(2):
        submission[MODULE].make(3)
        assert submission[MODULE].Thing(2).size == 2
    assert asked.count("module") == 1
    assert asked.count("get") == 4  # make, Thing, and the size each time


def test_a_method_of_another_object_of_the_same_kind_is_not_asked_for(open_code, asked):
    make = open_code(METHODS)[MODULE].make
    assert make(1).double() == 2
    gets = asked.count("get")
    assert (make(2).double(), make(3).double(2), make(4).double(number=3)) == (4, 12, 24)
    assert asked.count("get") == gets


def test_a_method_that_was_not_asked_for_is_as_good_as_any(open_code):
    module = open_code(METHODS)[MODULE]
    _ = module.make(1).double
    double = module.make(5).double
    assert isinstance(double, Proxy)
    assert repr(double) == "a method"
    assert module.is_bound(double)
    assert module.apply(double, 2) == 20
    assert str(double).startswith("<bound method")
    with pytest.raises(TypeError):
        bool(double)


def test_arguments_of_such_a_method_are_remembered(open_code):
    submission = open_code(
        "class Thing:\n    def extend(self, values): values.append(1)\ndef make(): return Thing()"
    )
    make = submission[MODULE].make
    make().extend([])
    values = [0]
    make().extend(values)
    assert submission.after_call(values) == [0, 1]


def test_values_of_objects_are_asked_for_each_time(open_code):
    thing = open_code(METHODS)[MODULE].make(1)
    assert [thing.changing, thing.changing, thing.size] == [2, 3, 3]


@pytest.mark.parametrize(("name", "raised"), [("impostor", WorkerLostError), ("bare", RemoteError)])
def test_who_is_no_such_object_but_is_called_so_is_found_out(open_code, name, raised):
    module = open_code(METHODS)[MODULE]
    _ = module.make(1).double
    double = getattr(module, name)().double
    with pytest.raises(raised):
        len(double)
    with pytest.raises((raised, RemoteError)):
        double()


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
