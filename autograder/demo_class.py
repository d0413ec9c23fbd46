"""The demo class: hand-ins of every kind, made from solutions and skeletons by named edits, each with what it deserves.

`run_demo` hands them in, some through nbgrader's exchange and some as zip files, grades them, and compares every grade
with the one deserved.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from autograder.authoring.skeleton import BEGIN, END
from autograder.catalog import load_catalog
from autograder.checks import collect_specs
from autograder.demo_students import DUE, LESSONS, STUDENTS
from autograder.errors import CourseError
from autograder.nbgrader.course import CONFIG_FILE, NbgraderCourse
from autograder.nbgrader.rounds import Round, RoundFiles, finish, writable
from autograder.paths import ASSIGNMENTS, SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from autograder.demo_students import Student
    from autograder.nbgrader.results import ClassResults

_MARKER = ".demo-class"
_ROUNDING = 1e-6


class DemoResult(NamedTuple):
    """What the demo gave. `surprises` lists every grade that is not the one deserved: it should be empty."""

    results: ClassResults
    files: RoundFiles
    seconds: dict[str, float]
    surprises: list[str]


def make_hand_in(student: Student, released: Path, folder: Path, lessons: Sequence[str] = LESSONS) -> None:
    """Make a student's hand-in of these lessons in `folder` from the released assignments in `released`."""
    for lesson in lessons:
        shutil.copytree(released / lesson, folder / lesson)
    for exercise in load_catalog().exercises:
        if exercise.lesson in lessons and student.has_solved(exercise.id):
            shutil.copy(SOLUTIONS / exercise.file, folder / exercise.file)
    for edit in student.edits:
        edit(folder)
    for file in folder.rglob("*.py"):
        file.write_text(_without_marks(file.read_text(encoding="utf-8")), encoding="utf-8")


def _without_marks(source: str) -> str:
    lines = source.splitlines(keepends=True)
    return "".join(line for line in lines if line.strip() not in {BEGIN, END})


def hand_in(course: NbgraderCourse, students: Sequence[Student] = STUDENTS) -> None:
    """Hand in for everyone: into the exchange's inbound folder, or as zip files for zip_collect.

    The course has to be released. All students are put on the class list, and the lessons get their due date.
    """
    course.enrol({student.id: {"first_name": student.id.capitalize()} for student in students})
    for lesson in LESSONS:
        course.set_due_date(lesson, DUE)
    for student in students:
        if student.absent:
            continue
        with tempfile.TemporaryDirectory(prefix="course-") as folder:
            make_hand_in(student, course.path("release"), Path(folder))
            for lesson in LESSONS:
                send = _send_zip if student.zipped else _send_to_exchange
                send(course, student, Path(folder) / lesson)


def _send_to_exchange(course: NbgraderCourse, student: Student, folder: Path) -> None:
    """Do what `nbgrader submit` does for a student."""
    stamp = f"{student.handed_in:%Y-%m-%d %H:%M:%S} UTC"
    target = course.inbound / f"{student.id}+{folder.name}+{stamp}+demo"
    shutil.copytree(folder, target)
    (target / "timestamp.txt").write_text(stamp, encoding="utf-8")
    (target / "submission_secret.txt").write_text(f"demo {student.id} {folder.name}", encoding="utf-8")


def _send_zip(course: NbgraderCourse, student: Student, folder: Path) -> None:
    """Put a zip file where zip_collect looks for those of a learning platform."""
    archive = (
        course.folder
        / "downloaded"
        / folder.name
        / "archive"
        / f"{student.id}_{student.handed_in:%Y%m%dT%H%M%S}.zip"
    )
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for file in sorted(folder.rglob("*")):
            opened.write(file, Path(folder.name) / file.relative_to(folder))


def surprises(results: ClassResults, students: Sequence[Student] = STUDENTS) -> list[str]:
    """Compare every grade with the one deserved, as far as it is sure; return one line for each that differs."""
    found = []
    luck: defaultdict[str, float] = defaultdict(float)
    for spec in collect_specs():
        luck[spec.exercise.id] += spec.points - spec.surely
    for student in students:
        for name, deserved in student.deserves().items():
            lesson, _, exercise = name.partition("/")
            result = results.results[student.id, lesson]
            earned = result.points.get(exercise, 0.0)
            if not deserved - luck[name] - _ROUNDING <= earned <= deserved + _ROUNDING:
                found.append(f"{student.id}, {name}: got {earned:g}, deserves {deserved:g}")
            expected = "absent" if student.absent else "graded"
            if result.status != expected:
                found.append(f"{student.id}, {lesson}: is {result.status}, expected {expected}")
    return list(dict.fromkeys(found))


def make_course(workdir: Path) -> NbgraderCourse:
    """Make a fresh nbgrader course for the demo in `workdir`, in place of an earlier demo.

    Raises CourseError if `workdir` holds anything else, or if the assignments have not been generated.
    """
    if workdir.exists() and any(workdir.iterdir()) and not (workdir / _MARKER).is_file():
        raise CourseError(f"'{workdir}' holds something that is no demo class; name an empty folder")
    if not (ASSIGNMENTS / "source").is_dir():
        raise CourseError(f"there is no {ASSIGNMENTS / 'source'}; run nox -s generate first")
    shutil.rmtree(workdir, ignore_errors=True)
    workdir.mkdir(parents=True)
    (workdir / _MARKER).touch()
    shutil.copy(ASSIGNMENTS / CONFIG_FILE, workdir)
    shutil.copytree(ASSIGNMENTS / "source", workdir / "source")
    return NbgraderCourse(workdir, embedded=True)


def run_demo(workdir: Path, console: Console, students: Sequence[Student] = STUDENTS) -> DemoResult:
    """Make the demo class in `workdir`, grade it through nbgrader, and show the results.

    Raises CourseError as `make_course` does, or if nbgrader fails for the whole class.
    """
    with writable():
        this = Round(make_course(workdir), console, accept_weaker=True)  # its hand-ins are ours
        this.release()
        hand_in(this.course, students)
        this.collect()
        done = finish(this)
    unexpected = surprises(done.results, students)
    for line in unexpected:
        console.print(line, style="red", markup=False)
    if not unexpected:
        handed_in = sum(not student.absent for student in students)
        console.print(
            f"\nEach of the {handed_in} students who handed in got the grade that the work deserves.",
            style="green",
        )
    return DemoResult(done.results, done.files, done.seconds, unexpected)
