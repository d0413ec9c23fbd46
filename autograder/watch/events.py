"""What happens while one watches: files are saved, checks begin and end. Told from several threads to one listener."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.report import CheckResult

Outcome = Literal["done", "stopped", "late"]
"""How a job ended: all its checks have a result; it was stopped; or a check did not come back, so the rest was left."""


class Saved(NamedTuple):
    """Files of the student's were saved."""

    files: list[Path]


class JobBegan(NamedTuple):
    """The judge begins with some checks of an exercise; jobs are numbered."""

    job: int
    exercise_id: str


class CheckBegan(NamedTuple):
    """A check begins, at a time of the monotonic clock, and may take that many seconds."""

    job: int
    check_id: str
    time: float
    seconds: float


class Learned(NamedTuple):
    """The running check's learning curve has one more point."""

    job: int
    check_id: str
    curve: str
    value: float


class CheckEnded(NamedTuple):
    """A check has a result."""

    job: int
    result: CheckResult


class JobEnded(NamedTuple):
    """The judge is done with a job; `problem` says why if that is no fault of the student's."""

    job: int
    exercise_id: str
    outcome: Outcome
    problem: str = ""


class Noticed(NamedTuple):
    """There is something to say."""

    text: str


Event = Saved | JobBegan | CheckBegan | Learned | CheckEnded | JobEnded | Noticed
