"""Tests of autograder/remote.py: what is lent, what goes wrong, and what a worker holds, in a real sandbox."""

import contextlib
import signal
import time
from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest

from autograder.arena import Disguise
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

# What the judge lends.


class Counter:
    """A judge's object: student code may use what has no underscore."""

    _secret = 42

    def __init__(self):
        self.calls = []

    def add(self, *values, **named):
        self.calls.append((values, named))
        if values == (0,):
            raise ValueError("no zero, please")
        return sum(values)


LENT = """
    def use(counter): return counter.add(1, 2), counter.add(3, by=4)
    def call(function, *values): return function(*values)
    def peek(thing, name): return getattr(thing, name)
    def put(thing, name): setattr(thing, name, 1)
    def catch(function, *values):
        try:
            return function(*values)
        except ValueError as error:
            return f"caught {error}"
    def play(make_envs, count):
        envs = make_envs(count)
        observations, _ = envs.reset(seed=3)
        seen = [envs.step([0] * count)[0] for _ in range(4)]
        envs.close()
        return observations, seen, envs.num_envs, int(envs.single_action_space.n)
"""


def test_a_lent_object_works_where_it_belongs(open_code):
    submission = open_code(LENT)
    counter = Counter()
    assert submission[MODULE].use(submission.lend(counter)) == (3, 3)
    assert counter.calls == [((1, 2), {}), ((3,), {"by": 4})]


def test_a_lent_function_may_use_the_students_objects(open_code):
    submission = open_code(LENT + THINGS)
    module = submission[MODULE]
    assert module.call(submission.lend(lambda thing: thing.double(21)), module.thing) == 42


def test_an_exception_of_the_judges_object_can_be_caught_by_its_type(open_code):
    submission = open_code(LENT)
    assert submission[MODULE].catch(submission.lend(Counter().add), 0) == "caught no zero, please"


@pytest.mark.parametrize("name", ["_secret", "__class__", "__dict__", "__init__", "nothing"])
def test_names_with_an_underscore_stay_with_the_judge(open_code, name):
    submission = open_code(LENT)
    try:
        got = submission[MODULE].peek(submission.lend(Counter()), name)
    except RemoteError:
        return
    assert "Lent" in repr(got) + str(got)  # __class__ and __init__ are the stand-in's own


@pytest.mark.parametrize("name", ["__globals__", "__code__", "__self__", "__closure__", "__func__"])
def test_a_lent_function_shows_nothing_of_itself(open_code, name):
    submission = open_code(LENT)
    for function in (Counter().add, lambda: 1, Counter):
        with pytest.raises(RemoteError):
            submission[MODULE].peek(submission.lend(function), name)


def test_nothing_of_the_judges_can_be_set(open_code):
    submission = open_code(LENT)
    counter = Counter()
    with pytest.raises(RemoteError, match="belongs to the judge"):
        submission[MODULE].put(submission.lend(counter), "calls")
    assert counter.calls == []


def test_lent_games_are_the_judges_own(open_code):
    submission = open_code(LENT)
    disguise = Disguise.draw(np.random.default_rng(0))[0]
    observations, seen, count, n_actions = submission[MODULE].play(submission.lend(disguise.make_envs), 3)
    envs = disguise.make_envs(3)
    wanted, _ = envs.reset(seed=3)
    np.testing.assert_array_equal(observations, wanted)
    np.testing.assert_array_equal(seen, [envs.step([0] * 3)[0] for _ in range(4)])
    assert (count, n_actions) == (3, 2)


@pytest.mark.parametrize(
    "name", ["unwrapped", "env", "np_random", "gravity", "_signs", "spec", "set_attr", "call"]
)
def test_games_show_nothing_but_what_players_need(open_code, name):
    submission = open_code(LENT)
    disguise = Disguise.draw(np.random.default_rng(0))[0]
    module = submission[MODULE]
    envs = disguise.make_envs(2)
    physics = dict(vars(envs.unwrapped))
    try:
        got = module.peek(submission.lend(envs), name)
    except RemoteError:
        return
    assert not isinstance(got, float | dict)  # a stand-in's own empty attribute, if anything
    assert vars(envs.unwrapped).keys() == physics.keys()


def test_a_single_game_can_be_lent(open_code):
    submission = open_code(
        "def f(env): return isinstance(env, __import__('gymnasium').Env), env.reset(seed=1)[0]"
    )
    env = gym.make("CartPole-v1")
    is_env, observation = submission[MODULE].f(submission.lend(env))
    assert is_env
    np.testing.assert_array_equal(observation, env.reset(seed=1)[0])


def test_no_more_games_than_any_training_needs(open_code):
    submission = open_code(LENT)
    disguise = Disguise.draw(np.random.default_rng(0))[0]
    with pytest.raises(RemoteError, match="n_envs"):
        submission[MODULE].play(submission.lend(disguise.make_envs), 10**9)


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


def test_objects_are_dropped_after_each_check(open_code):
    submission = open_code(THINGS)
    thing = submission[MODULE].thing
    submission.end()
    submission.begin(20)
    _ = submission[MODULE]
    with pytest.raises(RemoteError):
        _ = thing.size


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
