"""Which exercises a save concerns, and that saves are heard of, with events and without."""

import os
import queue

import pytest

from autograder.catalog import load_catalog
from autograder.paths import LESSONS, SOLUTIONS
from autograder.watch import follow
from autograder.watch.follow import Follower, affected, stamps

CATALOG = load_catalog()
PATIENCE = 60


def concerned(*names, started=()):
    """What is affected by saves of these files, with these exercises started."""
    return affected(
        [LESSONS / name for name in names],
        LESSONS,
        CATALOG,
        lambda exercise: exercise.name in started,
        SOLUTIONS,
    )


def ids(exercises):
    return [exercise.id for exercise in exercises]


def test_a_module_concerns_its_exercise():
    found = concerned("lesson_07_deep_q_agent/targets.py")
    assert ids(found.saved) == ["lesson_07_deep_q_agent/targets"]
    assert found.dependants == ()
    assert found.notices == ()


def test_dependants_that_were_started_follow():
    found = concerned("lesson_07_deep_q_agent/targets.py", started={"agent", "one_hidden_layer", "mlp"})
    assert ids(found.dependants) == ["lesson_07_deep_q_agent/agent", "lesson_08_homework/one_hidden_layer"]


def test_who_is_saved_too_is_no_dependant():
    found = concerned(
        "lesson_07_deep_q_agent/agent.py", "lesson_07_deep_q_agent/targets.py", started={"agent"}
    )
    assert ids(found.saved) == ["lesson_07_deep_q_agent/targets", "lesson_07_deep_q_agent/agent"]
    assert found.dependants == ()


def test_a_module_of_ones_own_concerns_what_was_started_in_its_lesson():
    found = concerned("lesson_06_mlps/my_helper.py", started={"mlp", "curves", "agent"})
    assert ids(found.saved) == ["lesson_06_mlps/mlp", "lesson_06_mlps/curves"]


def test_a_module_of_the_course_concerns_nothing():
    found = concerned("lesson_07_deep_q_agent/hyperparameters.py", started={"agent"})
    assert found.saved == ()
    assert found.notices == (
        "lesson_07_deep_q_agent/hyperparameters.py belongs to the course: the checks use their own copy of it",
    )


def test_only_python_files_outside_hidden_folders_count(tmp_path):
    for name in ("a.py", "b.txt", ".ipynb_checkpoints/c.py", "__pycache__/d.py", "lesson/e.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert {file.relative_to(tmp_path).as_posix() for file in stamps(tmp_path)} == {"a.py", "lesson/e.py"}


@pytest.fixture
def heard(tmp_path):
    """Give a function that follows a folder, and a queue of what was told."""
    followers, told = [], queue.SimpleQueue()

    def start(*, poll=False):
        followers.append(Follower(tmp_path, told.put, poll=poll))
        followers[-1].start()
        return told

    yield start
    for follower in followers:
        follower.close()


def overwrite(file, text):
    file.write_text(text)


def replace(file, text):
    """Save as many editors do: write beside, then rename."""
    beside = file.with_suffix(".tmp")
    beside.write_text(text)
    beside.replace(file)


@pytest.mark.parametrize("poll", [False, True], ids=["events", "polling"])
@pytest.mark.parametrize("save", [overwrite, replace])
def test_every_save_is_heard(tmp_path, heard, poll, save):
    file = tmp_path / "sums.py"
    file.write_text("")
    told = heard(poll=poll)
    for number in range(3):
        save(file, "x = 1\n" * (number + 1))
        assert told.get(timeout=PATIENCE) == [file]
    file.unlink()
    assert told.get(timeout=PATIENCE) == [file]


def test_a_save_without_a_change_is_heard(tmp_path, heard):
    file = tmp_path / "sums.py"
    file.write_text("x = 1\n")
    told = heard()
    os.utime(file, (1, 1))
    assert told.get(timeout=PATIENCE) == [file]


def test_where_no_events_arrive_saves_are_heard_all_the_same(tmp_path, heard, monkeypatch):
    def silent(*_, stop_event, **__):
        while not stop_event.wait(0.05):
            yield set()

    monkeypatch.setattr(follow, "watch", silent)
    told = heard()
    for number in range(2):
        (tmp_path / f"{number}.py").write_text("")
        assert told.get(timeout=PATIENCE) == [tmp_path / f"{number}.py"]


def test_where_events_cannot_be_had_saves_are_heard_all_the_same(tmp_path, heard, monkeypatch):
    def refuse(*_, **__):
        raise OSError("no space left on device: inotify")

    monkeypatch.setattr(follow, "watch", refuse)
    told = heard()
    (tmp_path / "sums.py").write_text("")
    assert told.get(timeout=PATIENCE) == [tmp_path / "sums.py"]
