"""Judges many submissions side by side; whatever one of them does is that one's own result.

Each report is written as soon as it is there, so a batch that was stopped goes on where it was when it is started
again: a submission whose report was made from the same files by the same judge is not judged once more.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.grading.fingerprint import fingerprint
from autograder.grading.folder import read_submission
from autograder.grading.submissions import NamedSubmission, opened
from autograder.judge import BrokenChecksError, judge
from autograder.report import Report
from autograder.report.safe_text import one_line
from autograder.student import write_atomically

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from autograder.report import CheckResult
    from autograder.sandboxed import Sandbox

_TICK = 0.5
_INPUTS = "inputs"
"""Where a report's `versions` hold the fingerprint of what it was made from."""


class Outcome(NamedTuple):
    """What became of a submission: a report, or the problem that kept it from being judged.

    `is_new` is False for a report that was there already.
    """

    submission: NamedSubmission
    report: Report | None
    problem: str = ""
    is_new: bool = True


class ReportFolder:
    """Reports as files, `<submission>.json`, in one folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when the first report is kept."""
        self._folder = folder

    def find(self, name: str, inputs: str) -> Report | None:
        """Return the report called `name` if it was made from `inputs`, a fingerprint."""
        try:
            report = Report.from_json(self.file(name).read_bytes())
        except (OSError, CourseError):
            return None
        return report if report.versions.get(_INPUTS) == inputs else None

    def keep(self, name: str, report: Report) -> None:
        """Write the report down; CourseError if that is impossible."""
        write_atomically(self.file(name), report.to_json())

    def drop(self, name: str) -> None:
        """Delete a report that no longer tells the truth."""
        with contextlib.suppress(OSError):
            self.file(name).unlink()

    def file(self, name: str) -> Path:
        """Return where the report called `name` lies."""
        return self._folder / f"{name}.json"


class Batch:
    """One run over many submissions."""

    def __init__(
        self,
        submissions: Sequence[NamedSubmission],
        exercises: Sequence[str],
        reports: ReportFolder,
        sandbox: Sandbox | None,
        *,
        workers: int | None = None,
        again: bool = False,
    ) -> None:
        """Prepare to judge `exercises` (ids) of each submission, `workers` at a time, by default on all cores.

        Student code runs in the `sandbox`; with None it has the rights of whoever started this. With `again` nothing is
        taken from earlier reports.
        """
        self.submissions = submissions
        self._exercises = tuple(exercises)
        self._reports = reports
        self._workers = workers or _cores()
        self._again = again
        self._sandbox = sandbox
        self._catalog = load_catalog()
        self._stopping = threading.Event()
        self._running: set[str] = set()

    @property
    def running(self) -> int:
        """How many submissions are being judged at the moment."""
        return len(self._running)

    def run(self) -> Generator[Outcome | None, None, None]:
        """Yield each submission's outcome as it comes, its report written; and None now and then meanwhile.

        Raises CourseError if nothing can be judged, because the checks are broken, or nothing can be written. When this
        generator is closed or interrupted, what runs is ended.
        """
        with ThreadPoolExecutor(self._workers) as pool:
            waiting = {pool.submit(self._outcome, submission) for submission in self.submissions}
            try:
                while waiting:
                    done, waiting = wait(waiting, timeout=_TICK, return_when=FIRST_COMPLETED)
                    yield from (self._written(future.result()) for future in done)
                    if not done:
                        yield None
            finally:
                self._halt(pool, waiting)

    def _written(self, outcome: Outcome) -> Outcome:
        """Write an outcome's report; this is done here, because a full disk is no submission's own problem."""
        if outcome.report is None:
            self._reports.drop(outcome.submission.name)
        elif outcome.is_new:
            self._reports.keep(outcome.submission.name, outcome.report)
        return outcome

    def _halt(self, pool: ThreadPoolExecutor, waiting: set[Future[Outcome]]) -> None:
        """End what has not ended; does nothing at the end of a whole batch."""
        self._stopping.set()
        pool.shutdown(wait=False, cancel_futures=True)
        while running := [future for future in waiting if not future.done()]:
            wait(running, timeout=_TICK / 2)
            for child in multiprocessing.active_children():
                child.kill()

    def _outcome(self, submission: NamedSubmission) -> Outcome:
        self._go_on()
        self._running.add(submission.name)
        try:
            return self._grade(submission)
        except (BrokenChecksError, _StoppedError):
            raise
        except CourseError as error:
            problem = one_line(str(error))
        except Exception as error:  # noqa: BLE001  one submission must not cost the others their grades
            reason = one_line(str(error))
            problem = f"{type(error).__name__} while it was judged: {reason}; judge it again, or by itself"
        finally:
            self._running.discard(submission.name)
        self._go_on()  # what went wrong because of being stopped is nobody's problem
        return Outcome(submission, None, problem)

    def _grade(self, submission: NamedSubmission) -> Outcome:
        with opened(submission.path, self._catalog) as root:
            files = read_submission(root, self._catalog)
        confinement = self._sandbox.level if self._sandbox else "none"
        inputs = fingerprint(files, (*self._exercises, confinement))
        earlier = None if self._again else self._reports.find(submission.name, inputs)
        if earlier is not None:
            return Outcome(submission, earlier, is_new=False)
        with _written_out(files) as folder:
            report = judge(folder, self._exercises, on_result=self._heard, sandbox=self._sandbox)
        noted = report.versions | {_INPUTS: inputs}
        return Outcome(
            submission, msgspec.structs.replace(report, submission=submission.name, versions=noted)
        )

    def _heard(self, _: CheckResult) -> None:
        self._go_on()

    def _go_on(self) -> None:
        if self._stopping.is_set():
            raise _StoppedError


@contextlib.contextmanager
def _written_out(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Give a folder with exactly these files: what the fingerprint is of is what is judged, and no link leads away."""
    with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for path, content in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        yield folder


class _StoppedError(Exception):
    """The batch is being stopped."""


def _cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
