"""Opens a submission in a sandbox: which files a worker gets, and from which it imports what.

A worker sees the student's files and, of the course, what is given to everyone and the solutions of those exercises
that the one under check builds upon. It never gets the solution of the exercise under check.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from autograder.grading.folder import read_submission
from autograder.paths import SOLUTIONS
from autograder.remote import Connection, RemoteSubmission
from autograder.submission import EXPERT, sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.catalog import Catalog, Exercise

SUBMISSION = "submission"
COURSE = "course"
"""Folders in a worker's box."""

_GIVEN_OF_THE_EXPERT = ("__init__.py", "policy.py", "hparams.json", "weights.safetensors")
_NOT_FOR_WORKERS = ("notebook.py",)


def open_remote(
    root: Path, exercise: Exercise, catalog: Catalog, address: str, files: dict[str, bytes] | None = None
) -> RemoteSubmission:
    """Open the submission in the folder `root` with `exercise` under check, in the sandbox at `address`.

    `files` are the submission's, if they have been read before. Raises CourseError where they cannot be.
    """
    mine = read_submission(root, catalog) if files is None else files
    given = dict(_course_files(exercise, catalog))
    packages = {lesson.name for lesson in catalog.lessons} | {EXPERT}

    def open_connection() -> Connection:
        connection = Connection(address)
        placed = {f"{SUBMISSION}/{name}": content for name, content in mine.items()}
        placed |= {f"{COURSE}/{name}": content for name, content in given.items()}
        connection.open(placed, sources(SUBMISSION, exercise, catalog, COURSE))
        return connection

    def has_module(name: str) -> bool:
        path = name.replace(".", "/")
        return (
            name.partition(".")[0] not in packages
            or (name != exercise.module and f"{path}.py" in given)
            or f"{path}.py" in mine
            or f"{path}/__init__.py" in mine
        )

    return RemoteSubmission(open_connection, has_module)


def _course_files(exercise: Exercise, catalog: Catalog) -> Iterator[tuple[str, bytes]]:
    """Yield what an exercise may import of the course: given modules, and the exercises that it requires."""
    solved = {f"{name}.py" for name in _required(exercise, catalog)}
    exercises = {one.file for one in catalog.exercises}
    for lesson in catalog.lessons:
        for file in sorted((SOLUTIONS / lesson.name).glob("*.py")):
            name = str(PurePosixPath(lesson.name, file.name))
            if file.name not in _NOT_FOR_WORKERS and (name not in exercises or name in solved):
                yield name, file.read_bytes()
    for part in _GIVEN_OF_THE_EXPERT:
        file = SOLUTIONS / EXPERT / part
        if file.is_file():
            yield f"{EXPERT}/{part}", file.read_bytes()


def _required(exercise: Exercise, catalog: Catalog) -> set[str]:
    """Collect the ids of all exercises that `exercise` builds upon, directly or through others."""
    found: set[str] = set()
    waiting = list(exercise.requires)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += catalog.exercise(name).requires
    return found
