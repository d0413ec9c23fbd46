"""One lesson, released in a real nbgrader course with a real SQLite gradebook, and a class that handed it in."""

import io
import shutil
import zipfile
from datetime import datetime

import pytest
from rich.console import Console

from autograder.authoring.skeleton import skeleton
from autograder.catalog import load_catalog
from autograder.nbgrader.course import CONFIG_FILE, NbgraderCourse
from autograder.nbgrader.edits import (
    Answer,
    CopyTestCell,
    DeleteTestCell,
    ForgeTestCell,
    Garble,
    Prepend,
    Remove,
)
from autograder.nbgrader.notebooks import assignment_notebook, notebook_bytes
from autograder.nbgrader.rounds import Round, finish
from autograder.paths import ASSIGNMENTS, SOLUTIONS

LESSON = "lesson_05_datasets"
TEXT = "# %% [markdown]\n# # A lesson\n# Some text.\n\n# %%\n1 + 1\n"
DUE = datetime(2030, 1, 15)  # noqa: DTZ001  nbgrader keeps UTC without saying so
SOLVED = tuple(f"{LESSON}/{name}" for name in ("demonstrations", "dataset", "baseline"))


def pytest_collection_modifyitems(items):
    """Filter what nbgrader 0.9.6 makes SQLAlchemy 2.1 warn of while it adds a submission: harmless, and not ours."""
    for item in items:
        if "tests/autograder/nbgrader/" in item.nodeid:
            item.add_marker(
                pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")
            )


def make_course(folder, text=TEXT):
    """Make a course that has one lesson."""
    lesson = load_catalog().lesson(LESSON)
    source = folder / "source" / LESSON
    source.mkdir(parents=True)
    shutil.copy(ASSIGNMENTS / CONFIG_FILE, folder)
    (source / f"{LESSON}.ipynb").write_bytes(notebook_bytes(assignment_notebook(lesson, text)))
    for exercise in lesson.exercises:
        solution = (SOLUTIONS / exercise.file).read_text(encoding="utf-8")
        (source / f"{exercise.name}.py").write_text(skeleton(solution, exercise.file), encoding="utf-8")
    return NbgraderCourse(folder, embedded=True)


@pytest.fixture(name="make_course")
def make_course_fixture():
    """Give the function that makes a course in a folder."""
    return make_course


@pytest.fixture(name="hand_in")
def hand_in_fixture():
    """Give the function that hands in to a course's exchange."""
    return hand_in


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """Give a course whose one lesson is released."""
    course = make_course(tmp_path_factory.mktemp("course"))
    course.generate_assignment(LESSON)
    course.release(LESSON)
    course.set_due_date(LESSON, DUE)
    return course


def hand_in(course, student, solved=(), edits=(), stamp="2030-01-14 10:00:00 UTC"):
    """Put a hand-in into the exchange."""
    target = course.inbound / f"{student}+{LESSON}+{stamp}+x"
    work_on(course, target.parent.parent / "desk" / student, solved, edits)
    shutil.move(target.parent.parent / "desk" / student / LESSON, target)
    (target / "timestamp.txt").write_text(stamp)


def work_on(course, desk, solved, edits):
    """Do at a desk what the student did."""
    shutil.copytree(course.path("release") / LESSON, desk / LESSON)
    for name in solved:
        shutil.copy(SOLUTIONS / f"{name}.py", desk / LESSON)
    for edit in edits:
        edit(desk)


def zip_in(course, name, solved=(), prefix=""):
    """Put a zip file where zip_collect looks for it."""
    archives = course.folder / "downloaded" / LESSON / "archive"
    archives.mkdir(parents=True, exist_ok=True)
    desk = course.folder / "desk" / name
    work_on(course, desk, solved, ())
    with zipfile.ZipFile(archives / f"{name}.zip", "w") as opened:
        for file in (desk / LESSON).iterdir():
            opened.write(file, f"{prefix}{file.name}")


FORGED = ForgeTestCell(f"{LESSON}/baseline", "4.0")
BAD_BASELINE = Remove(f"{LESSON}/baseline.py")


@pytest.fixture(scope="session")
def graded(released):
    """Give the result of a round over hand-ins of every kind."""
    course = released
    course.enrol({"absent": {}, "perfect": {"first_name": "Pat", "last_name": 'O"Neil, Jr.'}})
    hand_in(course, "perfect", SOLVED, [Answer(LESSON, "Because half is easy.")])
    hand_in(course, "untouched")
    hand_in(course, "forged", SOLVED[:2], [FORGED])
    hand_in(course, "deleted", SOLVED[:2], [DeleteTestCell(f"{LESSON}/baseline")])
    hand_in(course, "copied", SOLVED, [CopyTestCell(f"{LESSON}/dataset")])
    hand_in(course, "no_notebook", SOLVED, [Remove(f"{LESSON}/{LESSON}.ipynb")])
    hand_in(course, "no_json", SOLVED, [Garble(LESSON)])
    hand_in(course, "syntax", SOLVED, [Prepend(f"{LESSON}/dataset", "def broken(:")])
    hand_in(course, "late", SOLVED, stamp="2030-01-16 00:00:00 UTC")
    hand_in(course, "late", (), stamp="2030-01-14 00:00:00 UTC")  # an earlier version, which must not count
    zip_in(course, "zipped_20300114T230000", SOLVED, prefix=f"{LESSON}/")
    zip_in(course, "zipped_20300113T230000", ())
    zip_in(course, "flat", SOLVED)
    (course.folder / "downloaded" / LESSON / "archive" / "broken.zip").write_bytes(b"PK no zip at all")
    this = Round(course, Console(file=io.StringIO(), width=160))
    this.collect()
    return finish(this, workers=2)
