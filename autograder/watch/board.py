"""What the watch shows, and how events change it: a model without files, processes or a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from autograder.language import _
from autograder.report import CheckResult, Report, Verdict, root_cause
from autograder.report.terminal import SYMBOLS, number
from autograder.watch.events import CheckBegan, CheckEnded, JobBegan, JobEnded, Learned, Noticed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from autograder.catalog import Catalog, Exercise
    from autograder.descriptions import CheckDescription
    from autograder.student import State
    from autograder.watch.events import Event

RowState = Verdict | Literal["waiting", "running", "stopped"]

MARKS: dict[RowState, tuple[str, str]] = dict(
    [
        *SYMBOLS.items(),
        ("waiting", ("·", "dim")),
        ("running", ("▸", "cyan")),
        ("stopped", ("■", "yellow")),
    ]
)
"""Symbol and colour of each row; the symbol alone is enough."""

NOT_RUN = "not run: the check before did not come back"

_LOOK_AT = re.compile(r"^look at: (\S+\.py)(?::(\d+))?", re.MULTILINE)
_UNWRITTEN = re.compile(r"^not written yet: (\S+\.py): write (\S+)", re.MULTILINE)
_CURVES = ("return", "accuracy", "loss")
"""The curve to show, if there are several: the first of these words that one is named by."""


class Row(NamedTuple):
    """One check as it stands; `outdated` if its verdict is about an earlier version of the file."""

    state: RowState
    statement: str
    score: str
    outdated: bool


class Training(NamedTuple):
    """A check that trains: since when, for how long at most, and its learning curve (its name is "" without one)."""

    check: CheckDescription
    began: float
    seconds: float
    curve: str
    values: Sequence[float]


@dataclass
class Board:
    """Everything that is shown.

    `checks` describes the checks of each exercise by its id, `state` is what is remembered between commands, and
    `find_line` finds the line that defines a name in the file of an exercise.
    """

    catalog: Catalog
    checks: Mapping[str, Sequence[CheckDescription]]
    state: State
    current: Exercise
    find_line: Callable[[Exercise, str], int | None] = lambda _exercise, _name: None
    results: dict[str, CheckResult] = field(default_factory=dict)
    notice: str = ""
    is_warm: bool = False
    """Whether the judge has begun with any check yet: before the first it has to start."""
    _outdated: set[str] = field(default_factory=set)
    _stopped: set[str] = field(default_factory=set)
    _jobs: dict[int, str] = field(default_factory=dict)
    _running: dict[str, CheckBegan] = field(default_factory=dict)
    _curves: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    # --- How it changes ---------------------------------------------------------------------------------------

    def outdate(self, exercise: Exercise) -> None:
        """Note that the file of `exercise` has changed: what is known of it, or comes from its jobs, is old."""
        self._jobs = {job: name for job, name in self._jobs.items() if name != exercise.id}
        for check in self.checks[exercise.id]:
            self._outdated.add(check.id)
            self._running.pop(check.id, None)
            self._stopped.discard(check.id)
            self._curves.pop(check.id, None)

    def apply(self, event: Event) -> None:
        """Take in what happened; what comes from a job that is stale changes nothing."""
        if isinstance(event, Noticed):
            self.notice = event.text
        elif isinstance(event, JobBegan):
            self._jobs[event.job] = event.exercise_id
        elif isinstance(event, CheckBegan | Learned | CheckEnded | JobEnded) and event.job in self._jobs:
            self._apply_fresh(event)

    def _apply_fresh(self, event: CheckBegan | Learned | CheckEnded | JobEnded) -> None:
        if isinstance(event, CheckBegan):
            self.is_warm = True
            self._running[event.check_id] = event
            self._curves[event.check_id] = {}
            self._stopped.discard(event.check_id)
        elif isinstance(event, Learned):
            self._curves[event.check_id].setdefault(event.curve, []).append(event.value)
        elif isinstance(event, CheckEnded):
            self._running.pop(event.result.id, None)
            self._outdated.discard(event.result.id)
            self._stopped.discard(event.result.id)
            self.results[event.result.id] = event.result
        else:
            self._end(event)

    def _end(self, event: JobEnded) -> None:
        """End a job: what it was running has stopped, and after a check that hung the rest is skipped."""
        del self._jobs[event.job]
        mine = self.checks[event.exercise_id]
        if event.problem:
            self.notice = event.problem
        for check in mine:
            if self._running.get(check.id) and self._running[check.id].job == event.job:
                del self._running[check.id]
                self._stopped.add(check.id)
            elif event.outcome == "late" and not self._is_fresh(check):
                self.results[check.id] = _not_run(check)
                self._outdated.discard(check.id)

    # --- What it shows ----------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """Return the current exercise's checks, in order."""
        return [self._row(check) for check in self.checks[self.current.id]]

    def first_failure(self) -> CheckResult | None:
        """Return the check of the current exercise to look at first; None if none failed or none is known yet.

        What failed in the file as it is now comes before what failed in an earlier version.
        """
        known = self._known(self.current)
        fresh = [result for result in known if not self.is_outdated(result)]
        return root_cause(fresh) or root_cause(known)

    @property
    def is_stopped(self) -> bool:
        """Whether a check of the current exercise was stopped before it had a result."""
        return any(row.state == "stopped" for row in self.rows())

    def waits_since(self, now: float, *, training: bool = False) -> float:
        """Return for how many seconds a check of the current exercise runs, 0 if none; with or without `training`."""
        mine = {check.id for check in self.checks[self.current.id] if training or not check.trains}
        return max((now - began.time for name, began in self._running.items() if name in mine), default=0.0)

    def is_outdated(self, result: CheckResult) -> bool:
        """Whether a result is about an earlier version of its file."""
        return result.id in self._outdated

    def report(self, exercise: Exercise) -> Report | None:
        """Return the report of `exercise` as its file is now; None while a check has no result."""
        if not all(self._is_fresh(check) for check in self.checks[exercise.id]):
            return None
        return Report("lessons", tuple(self._known(exercise)))

    def knows(self, exercise: Exercise) -> bool:
        """Whether a check of `exercise` has a result as its file is now, or is being run."""
        return exercise.id in self._jobs.values() or any(
            self._is_fresh(one) for one in self.checks[exercise.id]
        )

    @property
    def has_passed(self) -> bool:
        """Whether every check of the current exercise passes as its file is now."""
        report = self.report(self.current)
        return report is not None and report.passed

    @property
    def is_busy(self) -> bool:
        """Whether the judge is at work."""
        return bool(self._jobs)

    @property
    def score(self) -> str:
        """How many of the current exercise's checks pass, and its points, as far as is known."""
        known = self._known(self.current)
        passed = sum(result.passed for result in known)
        earned = round(sum(result.earned for result in known), 2)
        count = len(self.checks[self.current.id])
        return _("{passed} of {count} checks pass, {earned} of {points} points").format(
            passed=passed, count=count, earned=number(earned), points=number(self.current.points)
        )

    @property
    def earned(self) -> float:
        """Points of the whole course, from the last checks of each exercise."""
        return sum(self.state.earned(exercise) for exercise in self.catalog.exercises)

    @property
    def points(self) -> float:
        """Points that there are in the whole course."""
        return sum(exercise.points for exercise in self.catalog.exercises)

    @property
    def place(self) -> str:
        """File, and line if it is known, to look at in the current exercise: `lesson/file.py:7`."""
        failure = self.first_failure()
        file, line = self.current.file, None
        if failure is not None:
            if found := _LOOK_AT.search(failure.message):
                file, line = found.groups()
            elif found := _UNWRITTEN.search(failure.message):
                line = self.find_line(self.current, found[2].rpartition(".")[2])
        return f"{file}:{line}" if line else file

    @property
    def training(self) -> Training | None:
        """Return the check that trains now, of the current exercise if possible."""
        descriptions = {check.id: check for checks in self.checks.values() for check in checks}
        long = [began for began in self._running.values() if descriptions[began.check_id].trains]
        if not long:
            return None
        began = min(long, key=lambda one: not one.check_id.startswith(f"{self.current.id}/"))
        curve, values = _curve_to_show(self._curves.get(began.check_id, {}))
        return Training(descriptions[began.check_id], began.time, began.seconds, curve, values)

    def _row(self, check: CheckDescription) -> Row:
        result = self.results.get(check.id)
        state: RowState = result.verdict if result else "waiting"
        if check.id in self._running:
            state = "running"
        elif check.id in self._stopped:
            state = "stopped"
        earned = result.earned if result else 0.0
        score = f"{number(round(earned, 2))}/{number(check.points)}"
        return Row(state, check.statement, score, result is not None and check.id in self._outdated)

    def _known(self, exercise: Exercise) -> list[CheckResult]:
        results = (self.results.get(check.id) for check in self.checks[exercise.id])
        return [result for result in results if result is not None]

    def _is_fresh(self, check: CheckDescription) -> bool:
        return check.id in self.results and check.id not in self._outdated


def in_the_watch(result: CheckResult) -> CheckResult:
    """Word the next step of a message as a key to press."""
    message = re.sub(
        r"^next: course hint .*$", "next: press h for a hint", result.message, flags=re.MULTILINE
    )
    return msgspec.structs.replace(result, message=message)


def _curve_to_show(curves: Mapping[str, Sequence[float]]) -> tuple[str, Sequence[float]]:
    for word in _CURVES:
        for name, values in curves.items():
            if word in name:
                return name, values
    return next(iter(curves.items()), ("", ()))


def _not_run(check: CheckDescription) -> CheckResult:
    lesson, _, exercise = check.exercise_id.partition("/")
    return CheckResult(
        id=check.id,
        lesson=lesson,
        exercise=exercise,
        name=check.name,
        statement=check.statement,
        points=check.points,
        earned=0.0,
        verdict="skipped",
        message=NOT_RUN,
    )
