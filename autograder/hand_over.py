"""Opens a submission in a sandbox: which files a worker gets, and from which it imports what.

A worker sees the student's module under check, helpers and data, and of the course what is given to everyone and the
solutions of those exercises that the one under check builds upon. It never gets the solution of the one under check.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from autograder.connection import Connection
from autograder.paths import SOLUTIONS
from autograder.remote import RemoteSubmission
from autograder.submission import EXPERT, sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from autograder.catalog import Catalog, Exercise

SUBMISSION = "submission"
COURSE = "course"
"""Folders in a worker's box."""

_GIVEN_OF_THE_EXPERT = ("__init__.py", "policy.py", "hparams.json", "weights.safetensors")
_NOT_FOR_WORKERS = ("notebook.py",)


class RemoteOpener:
    """Opens a submission in a sandbox for one exercise after the other; has the next one's worker made meanwhile."""

    def __init__(
        self, files: Mapping[str, bytes], exercises: Sequence[Exercise], catalog: Catalog, address: str
    ) -> None:
        """Prepare the first of `exercises`, in the order in which they will be wanted.

        `files` are the submission's; the sandbox takes its orders at `address`.
        """
        self._files = files
        self._catalog = catalog
        self._address = address
        self._course = read_course(catalog)
        self._next = {one.id: following for one, following in itertools.pairwise(exercises)}
        self._prepared: dict[str, RemoteSubmission] = {}
        self._prepare(exercises[0])

    def __call__(self, exercise: Exercise, _: Catalog) -> RemoteSubmission:
        """Open the submission with `exercise` under check."""
        wanted = self._prepared.pop(exercise.id, None)
        self.close()
        if exercise.id in self._next:
            self._prepare(self._next[exercise.id])
        return wanted or self._remote(exercise)

    def close(self) -> None:
        """End the worker that nobody has wanted."""
        for other in self._prepared.values():
            other.close()
        self._prepared.clear()

    def _prepare(self, exercise: Exercise) -> None:
        self._prepared[exercise.id] = self._remote(exercise)
        self._prepared[exercise.id].prepare()

    def _remote(self, exercise: Exercise) -> RemoteSubmission:
        required = self._catalog.all_required(exercise)
        given = self._given(required)
        ahead = [one.module for one in self._catalog.exercises if one.id in required]
        mine = self._of_the_student(exercise, given)
        packages = {lesson.name for lesson in self._catalog.lessons} | {EXPERT}

        def open_connection() -> Connection:
            connection = Connection(self._address)
            placed = {f"{SUBMISSION}/{name}": content for name, content in mine.items()}
            placed |= {f"{COURSE}/{name}": content for name, content in given.items()}
            connection.open(placed, sources(SUBMISSION, exercise, self._catalog, COURSE), ahead)
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

    def _given(self, required: set[str]) -> dict[str, bytes]:
        """Select what an exercise may import of the course: given modules, and the exercises that it requires."""
        solved = {f"{name}.py" for name in required}
        unsolved = {one.file for one in self._catalog.exercises} - solved
        return {name: content for name, content in self._course.items() if name not in unsolved}

    def _of_the_student(self, exercise: Exercise, given: Mapping[str, bytes]) -> dict[str, bytes]:
        """Select what an exercise may need of the submission: not what is imported from the course instead."""
        others = {one.file for one in self._catalog.exercises if one.id != exercise.id}
        return {name: self._files[name] for name in self._files if name not in given and name not in others}


def read_course(catalog: Catalog) -> dict[str, bytes]:
    """Read what workers may get of the course: every module, with solutions among them, and the expert."""
    modules = (file for lesson in catalog.lessons for file in sorted((SOLUTIONS / lesson.name).glob("*.py")))
    expert = (SOLUTIONS / EXPERT / name for name in _GIVEN_OF_THE_EXPERT)
    return {
        file.relative_to(SOLUTIONS).as_posix(): file.read_bytes()
        for file in (*modules, *expert)
        if file.name not in _NOT_FOR_WORKERS and file.is_file()
    }
