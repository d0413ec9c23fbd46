"""Runs the checks against a submission and returns a report, whatever the submission does.

Each submission is judged in a process of its own, forked from a template that has imported torch and the rest once.
The child tells when a check starts and how it ended; when a check takes too long or takes the process down, that is its
own result and a new child goes on with the next check.
"""

from __future__ import annotations

import contextlib
import functools
import math
import multiprocessing
import os
import platform
import sys
import tempfile
import threading
import time
import types
from concurrent.futures import ThreadPoolExecutor, as_completed
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import forkserver
from typing import TYPE_CHECKING, NamedTuple, Self

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.judge_child import (
    CheckPlan,
    ChildRequest,
    Defect,
    Finished,
    GaveUp,
    Learning,
    Planned,
    Started,
    run_child,
)
from autograder.paths import ROOT
from autograder.places import last_place
from autograder.report.model import CheckResult, Report, Verdict, unfinished
from autograder.spectator import Spectator, StoppedError
from autograder.submission import validate_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from autograder.catalog import Exercise
    from autograder.sandboxed import Sandbox

START_SECONDS = 120.0
"""How long a child may take until it tells which checks it will run: importing torch on a busy machine."""


SUBMISSION_SECONDS = 900.0
"""How long all checks of a submission may take together: a hang in each would be the worst that honest code does."""

LOOK_UP_SECONDS = 0.05
"""How often the judge asks a spectator whether to go on."""

GRACE_SECONDS = 5.0
"""How much longer than a check may take the judge waits for a child that has student code in a sandbox."""


_USED_UP = "the checks before have used up the time that a submission has; mend those that were late first"


class BrokenChecksError(CourseError):
    """The checks themselves, not the submission, are broken: an author has to mend them."""

    def __init__(self, defect: str) -> None:
        reason = defect.strip().splitlines()[-1].removeprefix("E ").strip()
        super().__init__(
            f"the checks are broken, not the submission: {reason}; restore tests/lessons from git"
        )
        self.add_note(defect)


class Job(NamedTuple):
    """One submission to judge: its folder, the exercises (ids) to check, and a label of the caller's."""

    submission: Path
    exercises: tuple[str, ...]
    label: str = ""


def judge(
    submission: Path,
    names: Sequence[str] = (),
    *,
    on_result: Callable[[CheckResult], None] | None = None,
    sandbox: Sandbox | None = None,
    most_seconds: float = math.inf,
    budget: float = SUBMISSION_SECONDS,
    settled: Mapping[str, Verdict] | None = None,
    spectator: Spectator | None = None,
) -> Report:
    """Check the exercises called `names` (lessons or exercises; all if empty) of the folder `submission`.

    With a `sandbox`, student code runs there and cannot reach the judge; else in the process of the checks, which is
    for one's own code. No check gets more than `most_seconds`; after `budget` seconds no further check is begun.
    Checks whose verdicts are `settled` (by id) are not run, and not part of the report.

    Raises CourseError for an unknown name or a folder without lessons, and StoppedError if the `spectator` said so;
    nothing that the submission does raises.
    """
    catalog = load_catalog()
    exercises = catalog.select(names)
    root = validate_folder(submission, catalog)
    if sandbox is not None:
        sandbox.wait()  # so that no check's time passes while it starts
    began = time.monotonic()
    run = _Run(
        root,
        exercises,
        on_result or (lambda _: None),
        sandbox,
        most_seconds,
        began + budget,
        settled or {},
        spectator,
    )
    results = run.finish()
    return Report(
        submission=str(submission),
        checks=results,
        seconds=round(time.monotonic() - began, 3),
        versions=versions(),
        confinement=sandbox.level if sandbox else "none",
        not_enforced=sandbox.gaps if sandbox else (),
    )


def judge_many(
    jobs: Sequence[Job],
    workers: int | None = None,
    sandbox: Sandbox | None = None,
    most_seconds: float = math.inf,
) -> Iterator[tuple[Job, Report]]:
    """Judge `jobs` side by side, by default on all cores; yield each with its report as it is done.

    No check gets more than `most_seconds`.
    """
    judge_one = functools.partial(judge, sandbox=sandbox, most_seconds=most_seconds)
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        futures = {pool.submit(judge_one, job.submission, job.exercises): job for job in jobs}
        for future in as_completed(futures):
            yield futures[future], future.result()


def warm_up() -> None:
    """Start the template process, which imports torch and the rest while its caller does something else."""
    forking_context()


def versions() -> dict[str, str]:
    """Versions of what a verdict depends on."""
    found = {"python": platform.python_version()}
    for package in ("torch", "gymnasium", "numpy", "pandas"):
        with contextlib.suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


class _Run:
    """Judges one submission with as many children as it takes."""

    def __init__(
        self,
        root: Path,
        exercises: Sequence[Exercise],
        on_result: Callable[[CheckResult], None],
        sandbox: Sandbox | None,
        most_seconds: float,
        deadline: float,
        settled: Mapping[str, Verdict],
        spectator: Spectator | None,
    ) -> None:
        self._settled = settled
        self._spectator = spectator
        self._root = root
        self._deadline = deadline
        self._sandbox = sandbox
        self._most_seconds = most_seconds
        self._exercises = exercises
        self._on_result = on_result
        self._plan: tuple[CheckPlan, ...] | None = None
        self._results: dict[str, CheckResult] = {}

    def finish(self) -> tuple[CheckResult, ...]:
        """Start children until every planned check has a result."""
        while True:
            before = len(self._results)
            if self._run_child():
                break
            if len(self._results) == before:
                raise RuntimeError(
                    "a judge's child ended without any result; this is a defect of the autograder"
                )
        return tuple(self._results[plan.id] for plan in self._plan or ())

    def _run_child(self) -> bool:
        """Run the checks that have no result yet in one child; return whether none is left."""
        verdicts = {**self._settled, **{name: result.verdict for name, result in self._results.items()}}
        files = tuple(exercise.check_file for exercise in self._exercises)
        address = self._sandbox.address if self._sandbox else None
        # Cleaned up here, because the child may be killed.
        with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as scratch:
            watched = self._spectator is not None
            request = ChildRequest(
                scratch, str(self._root), files, verdicts, address, self._most_seconds, watched
            )
            with _Child(request) as child:
                self._listen(child, scratch)
        return self._is_complete()

    def _is_complete(self) -> bool:
        return self._plan is not None and len(self._results) == len(self._plan)

    def _listen(self, child: _Child, scratch: str) -> None:
        running: CheckPlan | None = None
        deadline = time.monotonic() + START_SECONDS
        while True:
            event = child.receive(deadline, self._spectator)
            _raise_if_hopeless(event)
            if isinstance(event, Planned):
                self._plan = tuple(plan for plan in event.checks if plan.id not in self._settled)
            elif isinstance(event, Started):
                if time.monotonic() > self._deadline:
                    self._give_up()
                    return
                running = event.check
                deadline = time.monotonic() + self._patience_with(running)
            elif isinstance(event, Finished):
                self._record(event.result)
                running, deadline = None, time.monotonic() + START_SECONDS
            elif event in {"timeout", "end"}:
                if running is not None:
                    place = last_place(scratch, self._root) or ""
                    self._record(_lost(running, child, place, timed_out=event == "timeout"))
                return
            self._let_see(event)
            if self._is_complete():
                return  # and wait for nothing that student code may have left running

    def _patience_with(self, check: CheckPlan) -> float:
        """Return how many seconds to wait for the end of a check."""
        # In a sandbox the child itself sees to it, and is to be trusted.
        return check.seconds + (GRACE_SECONDS if self._sandbox is not None else 0)

    def _let_see(self, event: object) -> None:
        """Tell the spectator what concerns one."""
        if self._spectator is None:
            return
        if isinstance(event, Started):
            self._spectator.started(event.check)
        elif isinstance(event, Learning):
            self._spectator.learning(event)

    def _give_up(self) -> None:
        """Note that the submission's time is used up, for every check that was not begun."""
        for plan in self._plan or ():
            if plan.id not in self._results:
                self._record(_unfinished(plan, "timeout", _USED_UP))

    def _record(self, result: CheckResult) -> None:
        self._results[result.id] = result
        self._on_result(result)


class _Child:
    """A forked process that runs checks, its output in a file, its events in a pipe."""

    def __init__(self, request: ChildRequest) -> None:
        context = forking_context()
        self._events: Connection
        self._events, sending = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(target=run_child, args=(request, sending), daemon=True)  # type: ignore[attr-defined]  # every context has Process
        with _STARTING, _without_main():
            self._process.start()
        sending.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._kill(patience=0 if error else 0.2)
        self._events.close()

    def receive(self, deadline: float, spectator: Spectator | None = None) -> object:
        """Return the next event, `"timeout"` after the deadline, or `"end"` when the process is gone.

        Raises StoppedError as soon as the `spectator` says so.
        """
        while not self._events.poll(self._patience(deadline, spectator)):
            if time.monotonic() >= deadline:
                return "timeout"
        try:
            return self._events.recv()
        except (EOFError, OSError):
            return "end"

    @staticmethod
    def _patience(deadline: float, spectator: Spectator | None) -> float:
        """Return how many seconds to wait before looking up again; StoppedError if that is not wanted."""
        left = max(0.0, deadline - time.monotonic())
        if spectator is None:
            return left
        if spectator.stopped:
            raise StoppedError
        return min(left, LOOK_UP_SECONDS)

    def exit_code(self) -> int | None:
        """Wait for the process to end and return its exit code."""
        self._process.join(5)
        return self._process.exitcode

    def _kill(self, patience: float) -> None:
        """End the process and everything that it started, after as many seconds to end by itself."""
        self._process.join(patience)
        if hasattr(os, "killpg") and self._process.pid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, 9)
        self._process.kill()
        self._process.join()


def _raise_if_hopeless(event: object) -> None:
    """Raise CourseError for an event that says that nobody can be judged."""
    if isinstance(event, Defect):
        raise BrokenChecksError(event.text)
    if isinstance(event, GaveUp):
        raise CourseError(event.reason)


def _lost(check: CheckPlan, child: _Child, place: str, *, timed_out: bool) -> CheckResult:
    """Make the result of a check that its process did not finish."""
    reason = ""
    if not timed_out:
        reason = f"the process ended in the middle of this check, with exit code {child.exit_code()}"
    verdict, message = unfinished(f"{check.lesson}/{check.exercise}", check.seconds, reason, place)
    return _unfinished(check, verdict, message, check.seconds if timed_out else 0.0)


def _unfinished(check: CheckPlan, verdict: Verdict, message: str, seconds: float = 0.0) -> CheckResult:
    return CheckResult(
        id=check.id,
        lesson=check.lesson,
        exercise=check.exercise,
        name=check.name,
        statement=check.statement,
        points=check.points,
        earned=0.0,
        verdict=verdict,
        message=message,
        seconds=seconds,
    )


def forking_context() -> BaseContext:
    """Fork from a template that has imported everything once; where there is no fork, start afresh."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["autograder.template"])
    # The template imports this package, and a torch.py in the working directory is not torch.
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with _STARTING, _environment({"PYTHONSAFEPATH": "1", "PYTHONPATH": path}):
        forkserver.ensure_running()
    return context


_STARTING = threading.Lock()


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hide the program that calls the judge: multiprocessing would import it in each child, which needs none of it.

    For nbgrader's command that takes more than a second.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ[name] for name in variables if name in os.environ}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)
