"""How long a student waits: from save to verdict in the watch, against a cold run of pytest on the same checks.

The watch's session runs as in the terminal, with its follower, its runner and the warm judge; only nothing is drawn.
It plays in a copy of the course, so that nobody's files are touched.
"""

from __future__ import annotations

import argparse
import queue
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.authoring.copies import copy_course, run_in_copy
from autograder.catalog import load_catalog
from autograder.paths import CHECKS, LESSONS, ROOT, SOLUTIONS
from autograder.watch.events import JobEnded
from autograder.watch.session import Session

if TYPE_CHECKING:
    from autograder.catalog import Exercise
    from autograder.watch.events import Event

EXERCISES = ("targets", "dataset", "lesson_06/training", "agent")
"""Small and large files of unit checks; the last has many prerequisites."""

MOST_SECONDS = 1.0
LEAST_RATIO = 5.0

PATIENCE_SECONDS = 120.0
"""Who hears nothing for so long has found a defect."""


def main() -> None:
    """Measure in a copy of the course; exit with 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--saves", type=int, default=20, help="saves of each exercise's file")
    parser.add_argument("--runs", type=int, default=5, help="cold runs of pytest")
    parser.add_argument("--here", action="store_true", help="this is the copy: measure")
    arguments = parser.parse_args()
    if arguments.here:
        sys.exit(measure(arguments.saves, arguments.runs))
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder).resolve()
        copy_course(course)
        command = [
            str(Path(__file__)),
            "--here",
            "--saves",
            str(arguments.saves),
            "--runs",
            str(arguments.runs),
        ]
        sys.exit(run_in_copy(course, command))


def measure(saves: int, runs: int) -> int:
    """Print one table; return 1 if a target is missed, else 0."""
    catalog = load_catalog()
    table = Table(title=f"seconds from save to verdict, {saves} saves, against {runs} cold runs of pytest")
    for column in ("exercise", "median", "95 %", "max", "pytest", "ratio"):
        table.add_column(column, justify="left" if column == "exercise" else "right", no_wrap=True)
    missed = False
    for name in EXERCISES:
        exercise = catalog.exercise(name)
        warm = save_again_and_again(exercise, saves)
        cold = statistics.median(pytest_seconds(exercise) for _ in range(runs))
        median = statistics.median(warm)
        figures = (median, float(np.percentile(warm, 95)), max(warm), cold)
        table.add_row(exercise.id, *(f"{value:.2f}" for value in figures), f"{cold / median:.1f}")
        missed = missed or median > MOST_SECONDS or cold / median < LEAST_RATIO
    console = Console()
    console.print(table)
    console.print(f"wanted: a median of at most {MOST_SECONDS} s, at least {LEAST_RATIO:g} times as fast")
    return int(missed)


def save_again_and_again(exercise: Exercise, saves: int) -> list[float]:
    """Save the file of `exercise` again and again, right and wrong in turn; return the seconds to each verdict."""
    file = LESSONS / exercise.file
    right = (SOLUTIONS / exercise.file).read_text(encoding="utf-8")
    skeleton = file.read_text(encoding="utf-8")
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    session = Session(events.put, exercise.id)
    session.start()
    wait_for_verdict(session, events)
    seconds = []
    for number in range(saves):
        began = time.perf_counter()
        file.write_text(skeleton if number % 2 else right, encoding="utf-8")
        wait_for_verdict(session, events)
        seconds.append(time.perf_counter() - began)
        if session.board.has_passed == bool(number % 2):
            raise SystemExit(f"{exercise.id}: the verdict on save {number} is wrong")
    session.close()
    file.write_text(skeleton, encoding="utf-8")
    return seconds


def wait_for_verdict(session: Session, events: queue.SimpleQueue[Event]) -> None:
    """Take in events until the judge is done with all checks of the current exercise; SystemExit if it fails."""
    while True:
        event = events.get(timeout=PATIENCE_SECONDS)
        session.take(event)
        if isinstance(event, JobEnded) and event.exercise_id == session.current.id:
            if event.outcome == "done":
                return
            if event.problem or event.outcome == "late":
                raise SystemExit(f"{event.exercise_id}: {event.problem or 'a check took too long'}")


def pytest_seconds(exercise: Exercise) -> float:
    """Return how long a cold pytest takes for the checks of `exercise`, on the reference."""
    command = ["-m", "pytest", "-q", "--submission", str(SOLUTIONS), str(CHECKS / exercise.check_file)]
    began = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
