"""What `course grade` does without nbgrader: many submissions in, reports and a table out."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.grading.batch import Batch, Outcome, ReportFolder
from autograder.grading.submissions import in_class, name_submissions
from autograder.grading.table import scores_csv, scores_table
from autograder.report.safe_text import one_line
from autograder.sandboxed import open_sandbox, show_enforcement
from autograder.student import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from autograder.grading.submissions import NamedSubmission

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it."""

_MINUTE, _HOUR = 60, 3600


def grade(
    console: Console,
    paths: Sequence[Path],
    *,
    output: Path,
    class_folder: Path | None = None,
    only: Sequence[str] = (),
    workers: int | None = None,
    again: bool = False,
    accept_weaker: bool = False,
) -> int:
    """Grade the submissions `paths`, and all in `class_folder`; write the results to the folder `output`.

    Returns the exit status: 0, or 1 if some could not be judged. Raises CourseError if there is nothing to grade, if
    nothing can be, or if student code cannot be isolated here and the caller does not `accept_weaker` confinement.
    """
    exercises = load_catalog().select(only)
    everything = [*paths, *(in_class(class_folder) if class_folder else ())]
    if not everything:
        raise CourseError(
            "nothing to grade: name submissions (folders laid out like lessons/, or archives of such), "
            "or say --class DIR, or --nbgrader for the round with nbgrader"
        )
    submissions = name_submissions(everything)
    scores = output / "scores.csv"
    _make_writable(output / "reports")
    outcomes: dict[NamedSubmission, Outcome] = {}
    try:
        with open_sandbox(accept_weaker=accept_weaker) as sandbox:
            show_enforcement(sandbox.level, console)
            batch = Batch(
                submissions,
                [exercise.id for exercise in exercises],
                ReportFolder(output / "reports"),
                sandbox,
                workers=workers,
                again=again,
            )
            _watch(console, batch, outcomes)
    except KeyboardInterrupt:
        console.print(
            f"stopped: {len(outcomes)} of {len(submissions)} are done; the same command goes on from here",
            markup=False,
        )
        return INTERRUPTED
    finally:
        done = [outcomes.get(one, Outcome(one, None, "not judged yet")) for one in submissions]
        write_atomically(scores, scores_csv(done, exercises).encode())
    console.print()
    console.print(scores_table(done, exercises))
    broken = sum(bool(outcome.problem) for outcome in done)
    kept = sum(not outcome.is_new for outcome in done)
    console.print(
        f"{len(done) - broken} graded, {kept} of them unchanged since an earlier run; "
        f"{broken} could not be judged"
    )
    for name, place in (("scores", scores), ("reports", output / "reports")):
        console.print(f"{name:8} {one_line(str(place), 1000)}", markup=False, soft_wrap=True)
    return 1 if broken else 0


def _make_writable(folder: Path) -> None:
    """Make the folder; CourseError now, and not after an hour, if nothing can be written there."""
    probe = folder / ".writable"
    write_atomically(probe, b"")
    probe.unlink(missing_ok=True)


def _watch(console: Console, batch: Batch, outcomes: dict[NamedSubmission, Outcome]) -> None:
    """Run the batch, fill in `outcomes`, and show how far it is: in a terminal as a bar, elsewhere line by line."""
    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[state]}", style="dim", markup=False),
    )
    pace = _Pace(len(batch.submissions))
    bar = Progress(*columns, console=console, disable=not console.is_terminal)
    with bar, contextlib.closing(batch.run()) as running:
        task = bar.add_task("", total=len(batch.submissions), state="")
        for outcome in running:
            if outcome is not None:
                outcomes[outcome.submission] = outcome
                pace.note(outcome)
                if outcome.problem or not console.is_terminal:
                    console.print(_line(outcome), markup=False, soft_wrap=True)
            bar.update(task, completed=len(outcomes), state=pace.state(batch.running))


class _Pace:
    """How fast a batch is, and how long it will take."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began = time.monotonic()
        self._done = self._new = self._failed = 0

    def note(self, outcome: Outcome) -> None:
        """Count one more outcome."""
        self._done += 1
        self._new += outcome.is_new and not outcome.problem
        self._failed += bool(outcome.problem)

    def state(self, running: int) -> str:
        """Say how it stands: 2 running, 1 failed, 12 a minute, 3 min left."""
        seconds = time.monotonic() - self._began
        text = f"{running} running, {self._failed} failed"
        if not self._new:
            return text
        left = (self._total - self._done) * seconds / self._new
        return f"{text}, {_MINUTE * self._new / seconds:.3g} a minute, {_span(left)} left"


def _line(outcome: Outcome) -> str:
    name = outcome.submission.name
    if outcome.report is None:
        return f"{name}: {outcome.problem}"
    unchanged = "" if outcome.is_new else ", unchanged"
    return f"{name}: {outcome.report.earned:g} of {outcome.report.points:g}{unchanged}"


def _span(seconds: float) -> str:
    if seconds >= _HOUR:
        return f"{seconds / _HOUR:.1f} h"
    return f"{seconds / _MINUTE:.0f} min" if seconds >= _MINUTE else f"{seconds:.0f} s"
