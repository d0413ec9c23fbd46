"""A spectator of the judge: hears what happens, may stop it, and learns where code was that did not come back."""

import threading
import time

import pytest

from autograder.judge import judge
from autograder.paths import SOLUTIONS
from autograder.spectator import Spectator, StoppedError

EXERCISE = "lesson_05_datasets/baseline"
FILE = f"{EXERCISE}.py"
TRAINING = """
import torch


def majority_class_accuracy(train, test):
    weight = torch.ones(1, requires_grad=True)
    for _ in range(3):
        (weight * 5).sum().backward()
    return 0.7
"""


class Witness(Spectator):
    """Notes what it hears."""

    def __init__(self):
        super().__init__()
        self.heard = []
        self.began = threading.Event()

    def started(self, check):
        self.heard.append(check.id)
        self.began.set()

    def learning(self, point):
        self.heard.append(point)


@pytest.fixture
def hand_in_baseline(tmp_path):
    """Give a function that makes a submission with this text for baseline.py."""

    def make(text):
        (tmp_path / FILE).parent.mkdir()
        (tmp_path / FILE).write_text(text)
        return tmp_path

    return make


def test_a_spectator_hears_each_check_begin():
    witness = Witness()
    report = judge(SOLUTIONS, ["baseline"], spectator=witness)
    assert witness.heard == [check.id for check in report.checks]


def test_settled_checks_are_neither_run_nor_reported():
    witness = Witness()
    first, *others = judge(SOLUTIONS, ["baseline"]).checks
    report = judge(SOLUTIONS, ["baseline"], settled={first.id: "passed"}, spectator=witness)
    assert witness.heard == [check.id for check in report.checks] == [check.id for check in others]
    assert judge(SOLUTIONS, ["baseline"], settled={one.id: "passed" for one in (first, *others)}).checks == ()


def test_what_needs_a_settled_check_that_failed_is_skipped():
    checks = judge(SOLUTIONS, ["mlp"]).checks
    report = judge(SOLUTIONS, ["mlp"], settled={checks[0].id: "failed"})
    assert "skipped" in {check.verdict for check in report.checks}


def test_a_spectator_stops_a_loop_at_once(hand_in_baseline):
    witness = Witness()
    submission = hand_in_baseline("while True:\n    pass\n")

    def stop():
        witness.began.wait()
        witness.stop()

    threading.Thread(target=stop).start()
    began = time.monotonic()
    with pytest.raises(StoppedError):
        judge(submission, ["baseline"], spectator=witness)
    witness.began.wait()
    assert len(witness.heard) == 1
    assert time.monotonic() - began < 60


def test_a_spectator_learns_where_a_loop_is(hand_in_baseline):
    submission = hand_in_baseline(
        "def majority_class_accuracy(train, test):\n    while True:\n        pass\n"
    )
    report = judge(submission, ["baseline"], spectator=Spectator(), most_seconds=1)
    place = report.checks[0].message.splitlines()[2]
    assert place in {
        f"look at: {FILE}:2, majority_class_accuracy",
        f"look at: {FILE}:3, majority_class_accuracy",
    }


@pytest.mark.parametrize("end", ["import os; os._exit(3)", "import ctypes; ctypes.string_at(0)"])
def test_a_spectator_learns_where_the_process_ended(hand_in_baseline, end):
    submission = hand_in_baseline(f"def majority_class_accuracy(train, test):\n    {end}\n")
    report = judge(submission, ["baseline"], spectator=Spectator())
    assert f"look at: {FILE}:2, majority_class_accuracy" in report.checks[0].message.splitlines()


def test_a_spectator_hears_how_learning_goes(hand_in_baseline):
    witness = Witness()
    judge(hand_in_baseline(TRAINING), ["baseline"], spectator=witness)
    points = [one for one in witness.heard if not isinstance(one, str)]
    assert points[0] == ("training loss", 5.0)
