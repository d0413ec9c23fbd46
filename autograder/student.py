"""A student's own state, in one small file: hints given, how far each exercise has come, and the time it took."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from typing import TYPE_CHECKING

import msgspec

from autograder.errors import CourseError
from autograder.paths import LESSONS, WORK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from autograder.catalog import Exercise
    from autograder.report import Report

STATE_FILE = WORK / "state.json"

LONGEST_PAUSE_SECONDS = 600.0
"""Who does nothing for longer than this is taken to have had a break."""


class Standing(msgspec.Struct, frozen=True):
    """The last result of one exercise, and the version of the file that it belongs to."""

    earned: float
    points: float
    passed: bool
    digest: str


class State(msgspec.Struct):
    """What is remembered between commands; losing it loses nothing else."""

    hints: dict[str, int] = {}
    standings: dict[str, Standing] = {}
    given_up: list[str] = []
    seconds: dict[str, float] = {}
    current: str = ""
    since: float = 0.0

    def next_hint(self, exercise: Exercise) -> int:
        """Count one more hint of `exercise`; return its index, the last one again when all were given."""
        index = min(self.hints.get(exercise.id, 0), len(exercise.hints) - 1)
        self.hints[exercise.id] = index + 1
        return index

    def begin_work(self, now: float) -> None:
        """Count no time before `now`, a Unix time in seconds."""
        self.since = now

    def work_on(self, exercise: Exercise, now: float) -> None:
        """Note that `exercise` is worked on from `now` on; the time until now counts for the one before."""
        if self.current:
            passed = min(max(now - self.since, 0.0), LONGEST_PAUSE_SECONDS)
            self.seconds[self.current] = round(self.seconds.get(self.current, 0.0) + passed, 1)
        self.current, self.since = exercise.id, now

    def give_up(self, exercise: Exercise) -> None:
        """Remember that the solution of `exercise` may be shown although it does not pass."""
        if exercise.id not in self.given_up:
            self.given_up.append(exercise.id)

    def passed(self, exercise: Exercise) -> bool:
        """Whether `exercise` passed when it was checked last."""
        standing = self.standings.get(exercise.id)
        return standing is not None and standing.passed

    def earned(self, exercise: Exercise) -> float:
        """Return the points of `exercise` when it was checked last."""
        standing = self.standings.get(exercise.id)
        return standing.earned if standing else 0.0

    def may_see_solution(self, exercise: Exercise) -> bool:
        """Whether `exercise` passed or was given up."""
        return self.passed(exercise) or exercise.id in self.given_up

    def first_open(self, exercises: Iterable[Exercise]) -> Exercise | None:
        """Return the first of `exercises` that has not passed."""
        return next((exercise for exercise in exercises if not self.passed(exercise)), None)

    def note(self, report: Report) -> None:
        """Remember how the exercises of `report` stand."""
        for exercise_id, checks in report.by_exercise().items():
            lesson, _, name = exercise_id.partition("/")
            self.standings[exercise_id] = Standing(
                earned=sum(check.earned for check in checks),
                points=sum(check.points for check in checks),
                passed=all(check.passed for check in checks),
                digest=digest(LESSONS / lesson / f"{name}.py"),
            )


def load_state(file: Path = STATE_FILE) -> State:
    """Read the state; start afresh when there is none or it is damaged."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=State)
    except (OSError, msgspec.MsgspecError):
        return State()


def save_state(state: State, file: Path = STATE_FILE) -> None:
    """Write the state atomically; CourseError without write access."""
    write_atomically(file, msgspec.json.format(msgspec.json.encode(state), indent=2))


def write_atomically(file: Path, content: bytes) -> None:
    """Write `content` to `file` so that nobody ever sees half of it; CourseError if that is impossible."""
    temporary = file.parent / f".{file.name}.{os.getpid()}"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        if file.is_file():
            shutil.copymode(file, temporary)
        temporary.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise CourseError(
            f"cannot write {file}: {error.strerror}; choose a place that can be written"
        ) from error


def digest(file: Path) -> str:
    """Return a short fingerprint of a file's content; empty if it is missing."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""
