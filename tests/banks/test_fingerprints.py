"""Fingerprints: wherever a check knows wrong answers, they and the right one all differ, so each names one bug."""

import pytest

from autograder import context
from autograder.authoring.banks import read_mutants
from autograder.authoring.fingerprints import Fingerprints
from autograder.catalog import load_catalog
from autograder.checks import CheckPlugin, Recorder, run_pytest
from autograder.context import DEFAULT_SECONDS
from autograder.paths import CHECKS, SOLUTIONS

COURSE = load_catalog()
MUTANTS = read_mutants(COURSE)
UNIT_CHECKED = [one for one in COURSE.exercises if one.lesson != "lesson_08_homework"]


class Prover(CheckPlugin):
    """Runs the unit checks of the reference, and keeps their results."""

    def pytest_collection_modifyitems(self, items):
        items[:] = [item for item in items if self.spec_of(item).seconds <= DEFAULT_SECONDS]


class Verdicts(Recorder):
    """Keeps verdicts, and tells the fingerprints where a check begins."""

    def __init__(self, fingerprints):
        self.fingerprints = fingerprints
        self.verdicts = []

    def started(self, _spec):
        self.fingerprints.begin()

    def finished(self, result):
        self.verdicts.append(result.verdict)


@pytest.mark.parametrize("exercise", UNIT_CHECKED, ids=lambda one: one.id)
def test_right_and_wrong_answers_can_be_told_apart(exercise, monkeypatch):
    fingerprints = Fingerprints()
    monkeypatch.setattr(context.CURRENT, "fingerprints", fingerprints)
    recorder = Verdicts(fingerprints)
    run_pytest([str(CHECKS / exercise.check_file)], Prover(SOLUTIONS, COURSE, recorder))
    assert recorder.verdicts
    assert set(recorder.verdicts) == {"passed"}
    assert fingerprints.ambiguous == []
    # An answer that is made from what came back can only be seen at work on a mutant.
    named = [mutant.diagnosis for mutant in MUTANTS if mutant.entry.exercise == exercise]
    assert [cause for cause in fingerprints.silent if not any(is_named(cause, text) for text in named)] == []


def is_named(cause, diagnosis):
    """Whether a mutant's diagnosis is this cause; what came back may be a part of it, but not of its first words."""
    return diagnosis in cause or diagnosis.split()[:3] == cause.split()[:3]
