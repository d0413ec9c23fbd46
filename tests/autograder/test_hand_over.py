"""Tests of autograder/hand_over.py: which files a worker gets, when it is made, and what it finds of others."""

import time

import pytest

from autograder.catalog import load_catalog
from autograder.grading.folder import read_submission
from autograder.hand_over import RemoteOpener
from autograder.paths import LESSONS

FILES = {
    "lesson_05_datasets/__init__.py": b"mine",
    "lesson_05_datasets/demonstrations.py": b"mine",
    "lesson_05_datasets/dataset.py": b"mine",
    "lesson_05_datasets/helpers.py": b"mine",
    "lesson_05_datasets/data/more.csv": b"mine",
    "lesson_06_mlps/mlp.py": b"mine",
    "lesson_07_deep_q_agent/hyperparameters.py": b"mine",
}


class FakeConnection:
    """Notes what a worker would get."""

    made: list["FakeConnection"] = []  # noqa: RUF012  emptied for each test

    def __init__(self, _):
        self.files = {}
        self.sources = None
        self.ahead = ()
        self.lost = False
        self.made.append(self)

    def open(self, files, sources, ahead):
        self.files, self.sources, self.ahead = files, sources, ahead

    def settle(self):
        pass

    def close(self):
        self.lost = True


@pytest.fixture(name="connections")
def connections_fixture(monkeypatch):
    """Give the list of workers that would have been made."""
    monkeypatch.setattr(FakeConnection, "made", [])
    monkeypatch.setattr("autograder.hand_over.Connection", FakeConnection)
    return FakeConnection.made


@pytest.fixture(name="catalog", scope="module")
def catalog_fixture():
    return load_catalog()


def opener(catalog, *names, files=FILES):
    return RemoteOpener(files, [catalog.exercise(name) for name in names], catalog, "nowhere")


def test_a_worker_gets_of_a_submission_what_is_imported_from_there(catalog, connections):
    opener(catalog, "dataset")
    mine = [name for name in connections[0].files if name.startswith("submission/")]
    assert mine == [
        "submission/lesson_05_datasets/dataset.py",
        "submission/lesson_05_datasets/helpers.py",
        "submission/lesson_05_datasets/data/more.csv",
    ]


def test_no_worker_gets_the_solution_of_its_exercise_or_one_that_is_not_required(catalog, connections):
    for exercise in catalog.exercises:
        opener(catalog, exercise.id)
        solved = {
            other.id
            for other in catalog.exercises
            if f"course/{other.file}" in connections[-1].files
            and not other.file.endswith("hyperparameters.py")
        }
        assert exercise.id not in solved
        assert set(exercise.requires) <= solved | {exercise.id}
        assert connections[-1].sources.exercise == exercise.module
    opener(catalog, "lesson_05_datasets/demonstrations")
    assert not [name for name in connections[-1].files if "checks" in name or "test" in name]


def test_the_next_exercises_worker_is_made_ahead_with_its_own_files(catalog, connections):
    opened = opener(catalog, "demonstrations", "dataset", "baseline")
    assert [one.sources.exercise for one in connections] == ["lesson_05_datasets.demonstrations"]
    first = opened(catalog.exercise("demonstrations"), catalog)
    assert [one.sources.exercise for one in connections][1:] == ["lesson_05_datasets.dataset"]
    assert "course/lesson_05_datasets/dataset.py" not in connections[1].files
    first.close()
    opened(catalog.exercise("dataset"), catalog).begin(1)
    opened(catalog.exercise("baseline"), catalog).begin(1)
    assert [one.sources.exercise for one in connections][2:] == ["lesson_05_datasets.baseline"]
    assert [one.lost for one in connections] == [True, False, False]


def test_what_an_exercise_requires_is_imported_ahead_and_nothing_else(catalog, connections):
    for exercise in catalog.exercises:
        opener(catalog, exercise.id)
        ahead = {catalog.modules[name].id for name in connections[-1].ahead}
        assert set(exercise.requires) <= ahead
        assert all(f"course/{name}.py" in connections[-1].files for name in ahead)
        assert exercise.id not in ahead


def test_a_worker_that_nobody_wants_is_ended(catalog, connections):
    opened = opener(catalog, "demonstrations", "dataset", "baseline")
    opened(catalog.exercise("baseline"), catalog).begin(1)
    assert [one.sources.exercise for one in connections] == [
        "lesson_05_datasets.demonstrations",
        "lesson_05_datasets.baseline",
    ]
    assert [one.lost for one in connections] == [True, False]


def test_a_sandbox_that_is_gone_is_heard_of_when_a_worker_is_needed(catalog):
    prepared = opener(catalog, "dataset")(catalog.exercise("dataset"), catalog)
    with pytest.raises(Exception, match="the sandbox does not answer"):
        prepared.begin(1)


LITTERING = b"""
import os, pathlib, threading, time
from torch import nn

def litter():
    for folder in ("/box", "/tmp", "/var/tmp", "/dev/shm", "..", "../course/lesson_05_datasets", os.environ["HOME"]):
        try:
            pathlib.Path(folder, "litter.py").write_text("left = True")
        except OSError:
            pass

def collect_demonstrations(*_):
    litter()
    def forever():
        while True:
            litter()
            time.sleep(0.01)
    threading.Thread(target=forever, daemon=True).start()
    nn.left = True
    return 1
"""
LOOKING = b"""
import pathlib, threading
from torch import nn

def majority_class_accuracy(*_):
    places = ("/box", "/tmp", "/var/tmp", "/dev/shm", "..")
    litter = [str(file) for place in places for file in pathlib.Path(place).rglob("litter*")]
    return litter, threading.active_count(), hasattr(nn, "left")
"""


def test_a_worker_made_ahead_finds_nothing_that_the_one_before_leaves(sandbox):
    catalog = load_catalog()
    files = {
        "lesson_05_datasets/demonstrations.py": LITTERING,
        "lesson_05_datasets/baseline.py": LOOKING,
    }
    exercises = [catalog.exercise("demonstrations"), catalog.exercise("baseline")]
    opened = RemoteOpener(files, exercises, catalog, sandbox.address)
    first = opened(exercises[0], catalog)
    first.begin(20)
    assert first["lesson_05_datasets.demonstrations"].collect_demonstrations() == 1
    time.sleep(0.1)  # the second is there by now, and the first still litters
    second = opened(exercises[1], catalog)
    second.begin(20)
    found = second["lesson_05_datasets.baseline"].majority_class_accuracy()
    first.close()
    second.close()
    assert found == ([], 1, False)


def test_the_lessons_as_they_are_handed_out_are_few_files_for_each_worker(catalog, connections):
    files = read_submission(LESSONS, catalog)
    for exercise in catalog.exercises:
        opener(catalog, exercise.id, files=files)
        assert len(connections[-1].files) < 30
        assert sum(map(len, connections[-1].files.values())) < 300_000
