"""In which order jobs run and what stops them, with a judge that does what the test wants."""

import queue
import threading

import pytest

from autograder.descriptions import CheckDescription
from autograder.errors import CourseError
from autograder.judge_child import CheckPlan, Learning
from autograder.report import CheckResult
from autograder.spectator import StoppedError
from autograder.watch import runner as module
from autograder.watch.events import CheckBegan, CheckEnded, JobBegan, JobEnded, Learned
from autograder.watch.runner import Runner

PATIENCE = 60
A, B, C = "lesson/a", "lesson/b", "lesson/c"


def description(exercise, name, seconds=10.0):
    return CheckDescription(exercise, name, "It works.", "", 1, seconds, "f.py", 1)


CHECKS = {
    A: (description(A, "quick"), description(A, "training", 60)),
    B: (description(B, "quick"),),
    C: (description(C, "training", 60),),
}


class Judge:
    """Says what it was asked, and goes on when it is told to."""

    def __init__(self):
        self.asked = queue.SimpleQueue()
        self.holds = {}
        self.verdicts = {}
        self.error = None

    def hold(self, check_id):
        """Let a check take until it is stopped or let go."""
        self.holds[check_id] = threading.Event()

    def __call__(self, _submission, names, *, on_result, settled, spectator):
        (name,) = names
        self.asked.put((name, dict(settled)))
        if self.error is not None:
            raise self.error
        for check in CHECKS[name]:
            if check.id in settled:
                continue
            spectator.started(CheckPlan(check.id, "lesson", name[-1], check.name, "", 1, check.seconds))
            spectator.learning(Learning("loss", 0.5))
            self._wait(check.id, spectator)
            verdict = self.verdicts.get(check.id, "passed")
            on_result(CheckResult(check.id, "lesson", name[-1], check.name, "", 1, 1, verdict))
            if spectator.stopped and check is not CHECKS[name][-1]:
                raise StoppedError

    def _wait(self, check_id, spectator):
        while check_id in self.holds and not self.holds[check_id].wait(0.01):
            if spectator.stopped:
                raise StoppedError


@pytest.fixture
def judge(monkeypatch):
    """Put a judge in the place of the real one."""
    fake = Judge()
    monkeypatch.setattr(module, "judge", fake)
    return fake


@pytest.fixture
def told():
    """Give the queue of events."""
    return queue.SimpleQueue()


@pytest.fixture
def runner(judge, told):
    """Give a runner of three exercises."""
    one = Runner(CHECKS, told.put)
    yield one
    one.close()


def ends(told, count):
    """The next jobs that end, as (exercise, outcome)."""
    found = []
    while len(found) < count:
        event = told.get(timeout=PATIENCE)
        if isinstance(event, JobEnded):
            found.append((event.exercise_id, event.outcome))
    return found


def asked(judge, count):
    return [judge.asked.get(timeout=PATIENCE) for _ in range(count)]


def until(told, kind):
    while not isinstance(event := told.get(timeout=PATIENCE), kind):
        pass
    return event


def test_quick_checks_run_first_and_training_follows_with_their_verdicts(runner, judge, told):
    runner.run([A])
    assert asked(judge, 2) == [(A, {f"{A}/training": "skipped"}), (A, {f"{A}/quick": "passed"})]
    assert ends(told, 2) == [(A, "done")] * 2


def test_everything_is_told_in_order(runner, told):
    runner.run([B])
    kinds = [type(told.get(timeout=PATIENCE)) for _ in range(5)]
    assert kinds == [JobBegan, CheckBegan, Learned, CheckEnded, JobEnded]


def test_dependants_run_after_without_training(runner, judge, told):
    runner.run([B], dependants=[A, C])  # C has nothing but training
    assert ends(told, 2) == [(B, "done"), (A, "done")]
    assert asked(judge, judge.asked.qsize()) == [(B, {}), (A, {f"{A}/training": "skipped"})]


def test_a_dependant_that_waits_for_its_own_sake_still_trains(runner, judge, told):
    judge.hold(f"{A}/quick")
    runner.run([A])
    until(told, CheckBegan)
    judge.holds = {}
    runner.run([B], dependants=[A])
    assert ends(told, 4) == [(A, "stopped"), (B, "done"), (A, "done"), (A, "done")]
    assert asked(judge, judge.asked.qsize())[-1] == (A, {f"{A}/quick": "passed"})


def test_what_only_trains_goes_to_its_lane_at_once(runner, judge, told):
    runner.run([C])
    assert asked(judge, 1) == [(C, {})]
    assert ends(told, 1) == [(C, "done")]


def test_a_newer_save_stops_the_older_job(runner, judge, told):
    judge.hold(f"{B}/quick")
    runner.run([B])
    until(told, CheckBegan)
    judge.holds = {}
    runner.run([B])
    assert ends(told, 2) == [(B, "stopped"), (B, "done")]


def test_another_save_goes_first_and_the_stopped_job_comes_again(runner, judge, told):
    judge.hold(f"{B}/quick")
    runner.run([B])
    until(told, CheckBegan)
    runner.run([A])
    assert ends(told, 2)[:2] == [(B, "stopped"), (A, "done")]
    judge.holds[f"{B}/quick"].set()
    assert (B, "done") in ends(told, 2)


def test_training_goes_on_while_others_are_saved_and_stops_when_its_own_file_is(runner, judge, told):
    judge.hold(f"{C}/training")
    runner.run([C])
    until(told, CheckBegan)
    runner.run([B])
    assert ends(told, 1) == [(B, "done")]
    judge.holds = {}
    runner.run([C])
    assert ends(told, 2) == [(C, "stopped"), (C, "done")]


def test_stop_stops_everything(runner, judge, told):
    judge.hold(f"{B}/quick")
    judge.hold(f"{C}/training")
    runner.run([C])
    until(told, CheckBegan)
    runner.run([B, A])
    until(told, CheckBegan)
    runner.stop()
    assert sorted(ends(told, 2)) == [(B, "stopped"), (C, "stopped")]
    assert A not in [name for name, _ in asked(judge, judge.asked.qsize())]


def test_after_a_check_that_hangs_nothing_of_the_exercise_follows(runner, judge, told):
    judge.verdicts[f"{A}/quick"] = "timeout"
    runner.run([A])
    ends(told, 1)
    runner.run([B])
    assert ends(told, 1) == [(B, "done")]
    assert [name for name, _ in asked(judge, judge.asked.qsize())] == [A, B]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CourseError("the checks are broken"), "the checks are broken"),
        (ValueError("what"), "the judge failed (ValueError: what); save again to try again"),
    ],
)
def test_whatever_the_judge_raises_is_told_and_the_runner_goes_on(runner, judge, told, error, said):
    judge.error = error
    runner.run([B])
    assert until(told, JobEnded).problem == said
    judge.error = None
    runner.run([B])
    assert ends(told, 1) == [(B, "done")]
