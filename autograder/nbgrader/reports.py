"""Reports kept in a course folder, so that submissions are judged side by side and nbgrader only looks them up.

A report is found again only while the modules that were handed in, the judge and the library versions are those it
was made from; otherwise the submission is judged anew.
"""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  a field of HandIn
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.grading.fingerprint import fingerprint
from autograder.grading.folder import read_folder
from autograder.judge import Job, judge, judge_many
from autograder.report import Report  # noqa: TC001  msgspec reads the fields' types when the program runs
from autograder.sandboxed import shared_sandbox
from autograder.student import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.sandboxed import Sandbox

FOLDER = "reports"
"""Where a course folder keeps them: `reports/<student>/<lesson>.json`."""

_NOT_CODE = {"timestamp.txt", "submission_secret.txt"}
"""What collecting adds to a hand-in."""


class HandIn(NamedTuple):
    """One lesson as one student handed it in: `folder` is `submitted/<student>/<lesson>`."""

    student: str
    lesson: str
    folder: Path

    @property
    def submission(self) -> Path:
        """The folder that the judge is given."""
        return self.folder.parent


class _Stored(msgspec.Struct, frozen=True):
    digest: str
    report: Report


class ReportStore:
    """Reports by student and lesson, as files in the folder `root`."""

    def __init__(self, root: Path) -> None:
        """Use the folder `root`, which is made when the first report is kept."""
        self._root = root

    def find(self, hand_in: HandIn) -> Report | None:
        """Return the report of this hand-in, or None if there is none or it is out of date."""
        try:
            stored = msgspec.json.decode(self._file(hand_in).read_bytes(), type=_Stored)
        except (OSError, msgspec.MsgspecError):
            return None
        return stored.report if stored.digest and stored.digest == digest(hand_in) else None

    def keep(self, hand_in: HandIn, report: Report) -> None:
        """Write down the report of this hand-in."""
        write_atomically(self._file(hand_in), msgspec.json.encode(_Stored(digest(hand_in), report)))

    def report_of(self, hand_in: HandIn, *, accept_weaker: bool = False) -> Report:
        """Return the report of this hand-in, judging it now, in a sandbox, if need be.

        Raises CourseError where student code cannot be isolated, unless `accept_weaker`.
        """
        report = self.find(hand_in)
        if report is None:
            sandbox = shared_sandbox(accept_weaker=accept_weaker)
            report = judge(hand_in.submission, [hand_in.lesson], sandbox=sandbox)
            self.keep(hand_in, report)
        return report

    def prepare(
        self, hand_ins: Iterable[HandIn], sandbox: Sandbox, workers: int | None = None
    ) -> Iterator[tuple[HandIn, Report]]:
        """Judge every hand-in whose report is missing, students side by side; yield each with its report.

        A student's lessons are one job, so that they share a process.
        """
        waiting: dict[str, list[HandIn]] = {}
        for hand_in in hand_ins:
            report = self.find(hand_in)
            if report is not None:
                yield hand_in, report
            else:
                waiting.setdefault(hand_in.student, []).append(hand_in)
        for job, report in judge_many([_job(mine) for mine in waiting.values()], workers, sandbox):
            for hand_in in waiting[job.label]:
                part = report.only(hand_in.lesson)
                self.keep(hand_in, part)
                yield hand_in, part

    def _file(self, hand_in: HandIn) -> Path:
        return self._root / hand_in.student / f"{hand_in.lesson}.json"


def _job(hand_ins: list[HandIn]) -> Job:
    """Make the job that judges all these hand-ins of one student."""
    catalog = load_catalog()
    exercises = (exercise.id for one in hand_ins for exercise in catalog.lesson(one.lesson).exercises)
    return Job(hand_ins[0].submission, tuple(exercises), hand_ins[0].student)


def digest(hand_in: HandIn) -> str:
    """Fingerprint of everything that the verdicts of a hand-in depend on; empty if that cannot be read."""
    try:
        files = read_folder(hand_in.folder)
    except CourseError:
        return ""
    return fingerprint({name: content for name, content in files.items() if name not in _NOT_CODE})
