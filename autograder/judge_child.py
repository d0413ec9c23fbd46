"""The judge's child process: runs checks with pytest and tells the judge about each."""

from __future__ import annotations

import math
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from autograder.errors import CourseError
from autograder.paths import CHECKS
from autograder.places import Notes, StackNotes

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    import pytest

    from autograder.catalog import Catalog, Exercise
    from autograder.checks import OpenSubmission
    from autograder.report.model import CheckResult, Verdict


MOST_MEMORY = 4 << 30
"""Bytes that a child may use while student code is in a sandbox, beyond what it starts with."""


class ChildRequest(NamedTuple):
    """What a child is to do: a submission's folder, files of checks, and the verdicts that are known already.

    It works in `scratch`, a folder that the judge deletes afterwards, however the child ends. With `sandbox`, where the
    sandbox takes its orders, student code runs in workers there, and not in the child. No check gets more than
    `most_seconds`. With `watched`, somebody looks on: learning curves are told, and where code was that did not end.
    """

    scratch: str
    submission: str
    check_files: tuple[str, ...]
    verdicts: dict[str, Verdict]
    sandbox: str | None = None
    most_seconds: float = math.inf
    watched: bool = False


class CheckPlan(NamedTuple):
    """A check that will run."""

    id: str
    lesson: str
    exercise: str
    name: str
    statement: str
    points: float
    seconds: float


class Planned(NamedTuple):
    """Event: these are all the checks there are."""

    checks: tuple[CheckPlan, ...]


class Started(NamedTuple):
    """Event: a check begins."""

    check: CheckPlan


class Finished(NamedTuple):
    """Event: a check ended."""

    result: CheckResult


class Learning(NamedTuple):
    """Event: a point of the running check's learning curve called `curve`."""

    curve: str
    value: float


class Defect(NamedTuple):
    """Event: the checks themselves, not the submission, are broken."""

    text: str


class GaveUp(NamedTuple):
    """Event: nothing more can be judged here, and neither the checks nor the submission are to blame."""

    reason: str


def run_child(request: ChildRequest, events: Connection) -> None:
    """Run the requested checks that have no verdict yet; send Planned, then Started and Finished for each."""
    if hasattr(os, "setsid"):
        os.setsid()  # so that the judge can end everything that student code starts
    sys.dont_write_bytecode = True
    silence()
    os.chdir(request.scratch)
    if request.sandbox is not None:
        _limit_memory()
    try:
        _run_checks(request, events)
    except Exception:  # noqa: BLE001  the judge has to hear of every defect
        events.send(Defect(traceback.format_exc()))
    os.chdir("/")  # Windows cannot delete the folder a process stands in
    events.close()


def _run_checks(request: ChildRequest, events: Connection) -> None:
    from autograder.catalog import load_catalog  # noqa: PLC0415  the template has imported it; a spawned child needs it late
    from autograder.checks import CheckPlugin, CheckSpec, Recorder, run_pytest  # noqa: PLC0415  the same

    def plan(spec: CheckSpec) -> CheckPlan:
        exercise = spec.exercise
        return CheckPlan(
            spec.id, exercise.lesson, exercise.name, spec.name, spec.statement, spec.points, spec.seconds
        )

    notes = _take_notes(request, events)
    opener = None
    if request.sandbox is not None:
        opener = _remote_opener(request, request.sandbox, load_catalog())

    class Speaker(Recorder):
        def started(self, spec: CheckSpec) -> None:
            notes.begin(spec.seconds)
            events.send(Started(plan(spec)))

        def finished(self, result: CheckResult) -> None:
            notes.end()
            events.send(Finished(result))

        def gave_up(self, reason: str) -> None:
            events.send(GaveUp(reason))

    class Remaining(CheckPlugin):
        def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
            specs = {item.nodeid: self.spec_of(item) for item in items}
            planned = [spec for spec in specs.values() if spec is not None]
            events.send(Planned(tuple(plan(spec) for spec in planned)))
            done = {spec.id for spec in planned} & request.verdicts.keys()
            items[:] = [
                item for item in items if (spec := specs[item.nodeid]) is not None and spec.id not in done
            ]

        def pytest_collectreport(self, report: pytest.CollectReport) -> None:
            if report.failed:
                events.send(Defect(report.longreprtext))

    plugin = Remaining(
        Path(request.submission),
        load_catalog(),
        Speaker(),
        request.verdicts,
        opener,
        most_seconds=request.most_seconds,
    )
    files = [CHECKS / file for file in request.check_files]
    missing = [file.name for file in files if not file.is_file()]
    if missing:
        raise FileNotFoundError(f"no checks: {', '.join(missing)}")
    # Without pytest's capturing, which would collect what student code prints: it goes nowhere, see below.
    run_pytest([str(file) for file in files], plugin, "--capture=no")


def _take_notes(request: ChildRequest, events: Connection) -> Notes:
    """Where somebody looks on, tell them learning curves, and note where code is that does not come back."""
    if not request.watched:
        return Notes()
    from autograder.curves import tell_curves_to  # noqa: PLC0415  see _run_checks

    tell_curves_to(lambda curve, value: events.send(Learning(curve, value)))
    return StackNotes(request.scratch)


def _remote_opener(request: ChildRequest, address: str, catalog: Catalog) -> OpenSubmission:
    """Read the submission's files once, to open it in the sandbox at `address` for each exercise."""
    from autograder.grading.folder import read_submission  # noqa: PLC0415  see _run_checks
    from autograder.hand_over import RemoteOpener  # noqa: PLC0415  the same
    from autograder.proxies import RefusedSubmissionError  # noqa: PLC0415  the same

    try:
        files = read_submission(Path(request.submission), catalog)
    except CourseError as error:
        refusal = str(error)

        def refuse(_: Exercise, __: Catalog) -> NoReturn:
            raise RefusedSubmissionError(refusal)

        return refuse
    exercises = [one for one in catalog.exercises if one.check_file in request.check_files]
    return RemoteOpener(files, exercises, catalog, address)


def _limit_memory() -> None:
    """Bound what this process can use: what it works on comes from a worker."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  only Unix has it

    from autograder.sandbox.limits import mapped_bytes  # noqa: PLC0415  see _run_checks

    limit = mapped_bytes() + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def silence() -> None:
    """Send what student code prints nowhere; a report has its own words."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
