"""How many hand-ins a minute: the sandboxed judge with nbgrader's gradebook, against nbgrader's own execute step.

The hand-ins are of lesson 05, which trains nothing: solved, half done, untouched, with a syntax error, in turn. Ours
are graded as `course grade --nbgrader` does it. nbgrader's own step, one kernel after the other, grades the first few
of the same hand-ins; its test cells call the same checks. Memory is what this process and all that it started occupy at
most, pages that they share counted once (Linux: the proportional set size), less what this process had before.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

import psutil
from rich.console import Console
from rich.table import Table

from autograder.demo_class import make_hand_in
from autograder.demo_students import Student
from autograder.nbgrader.course import CONFIG_FILE, NbgraderCourse
from autograder.nbgrader.edits import Prepend
from autograder.nbgrader.rounds import Round
from autograder.paths import ASSIGNMENTS

LESSON = "lesson_05_datasets"
KINDS = (
    Student("solved", "", solved=(LESSON,)),
    Student("half", "", solved=(f"{LESSON}/demonstrations",)),
    Student("untouched", "", solved=()),
    Student("syntax", "", solved=(LESSON,), edits=(Prepend(f"{LESSON}/dataset", "def broken(:"),)),
)
OWN_EXECUTE = """
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--classes", type=int, nargs="+", default=[10, 100, 400], help="numbers of hand-ins")
    parser.add_argument(
        "--own", type=int, default=8, help="hand-ins for nbgrader's own step; 0 leaves it out"
    )
    arguments = parser.parse_args()
    table = Table(title="lesson 05, from hand-ins to points in the gradebook")
    for column in ("what", "hand-ins", "in the result", "seconds", "a minute", "memory (MB)"):
        table.add_column(column, justify="left" if column == "what" else "right")
    rates = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for count in arguments.classes:
            course = make_class(Path(folder, f"class-{count}"), count)
            with Memory() as memory:
                seconds, graded = grade(course)
            rates["ours"] = 60 * count / seconds
            table.add_row("judge, in a sandbox", *_figures(count, graded, seconds), f"{memory.most:,.0f}")
        if arguments.own:
            course = make_class(Path(folder, "own"), arguments.own, OWN_EXECUTE)
            with Memory() as memory:
                seconds, graded = grade_with_nbgrader(course)
            rates["own"] = 60 * arguments.own / seconds
            figures = _figures(arguments.own, graded, seconds)
            table.add_row("nbgrader's own step", *figures, f"{memory.most:,.0f}")
    console = Console(width=110)
    console.print(table)
    if "own" in rates:
        console.print(
            f"{rates['ours'] / rates['own']:.1f} times as many a minute (at {max(arguments.classes)} hand-ins)"
        )


def _figures(count: int, graded: int, seconds: float) -> list[str]:
    return [str(count), str(graded), f"{seconds:.1f}", f"{60 * count / seconds:.0f}"]


def make_class(folder: Path, count: int, configuration: str = "") -> NbgraderCourse:
    """Make a course whose hand-ins are collected already."""
    folder.mkdir()
    shutil.copytree(ASSIGNMENTS / "source" / LESSON, folder / "source" / LESSON)
    config = (ASSIGNMENTS / CONFIG_FILE).read_text(encoding="utf-8")
    (folder / CONFIG_FILE).write_text(config + configuration, encoding="utf-8")
    course = NbgraderCourse(folder, embedded=True)
    course.generate_assignment(LESSON)
    desks = {kind.id: folder / "desks" / kind.id for kind in KINDS}
    for kind in KINDS:
        make_hand_in(kind, folder / "release", desks[kind.id], (LESSON,))
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        shutil.copytree(desks[kind.id], folder / "submitted" / f"{kind.id}{number:04}")
    return course


def grade(course: NbgraderCourse) -> tuple[float, int]:
    """Judge and autograde; return the seconds and how many hand-ins have their points in the gradebook."""
    this = Round(course, Console(file=io.StringIO()))
    began = time.perf_counter()
    this.judge()
    this.autograde()
    return time.perf_counter() - began, _graded(course)


def grade_with_nbgrader(course: NbgraderCourse) -> tuple[float, int]:
    """Run `nbgrader autograde`; return the same."""
    database = f"sqlite:///{course.folder / 'gradebook.db'}"
    command = [sys.executable, "-m", "nbgrader", "autograde", LESSON, f"--db={database}"]
    began = time.perf_counter()
    subprocess.run(command, check=False, cwd=course.folder, capture_output=True)
    return time.perf_counter() - began, _graded(course)


def _graded(course: NbgraderCourse) -> int:
    with course.gradebook() as book:
        return len(book.assignment_submissions(LESSON))


class Memory:
    """Watches how much memory this process and its descendants take at most, in MB, while the block lasts."""

    def __enter__(self) -> Self:
        """Begin to watch."""
        self.most = 0.0
        self._before = occupied()
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End watching."""
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, (occupied() - self._before) / 1e6)


def occupied() -> int:
    """Return the bytes that this process and its descendants occupy, where shared pages count once."""
    this = psutil.Process()
    total = 0
    for process in (this, *this.children(recursive=True)):
        with contextlib.suppress(psutil.Error):  # it has just ended
            total += process.memory_full_info().pss
    return total


if __name__ == "__main__":
    main()
