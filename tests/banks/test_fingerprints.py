"""Fingerprints: wherever a check knows wrong answers, they and the right one all differ, so each names one bug."""

import pytest

from autograder import context
from autograder.catalog import load_catalog
from autograder.checks import DEFAULT_SECONDS, CheckPlugin, Recorder, run_pytest
from autograder.paths import CHECKS, SOLUTIONS

COURSE = load_catalog()


class Prover(CheckPlugin):
    """Runs the unit checks of the reference, and keeps their results."""

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if self.spec_of(item).seconds <= DEFAULT_SECONDS]


class Verdicts(Recorder):
    def __init__(self):
        self.verdicts = []

    def finished(self, result):
        self.verdicts.append(result.verdict)


@pytest.mark.parametrize(
    "exercise",
    [one for one in COURSE.exercises if one.lesson != "lesson_08_homework"],
    ids=lambda one: one.id,
)
def test_right_and_wrong_answers_are_pairwise_distinct(exercise, monkeypatch):
    monkeypatch.setattr(context.CURRENT, "alike", [])
    recorder = Verdicts()
    run_pytest([str(CHECKS / exercise.check_file)], Prover(SOLUTIONS, COURSE, recorder))
    assert recorder.verdicts
    assert set(recorder.verdicts) == {"passed"}
    assert context.CURRENT.alike == []
