"""A round of grading: generate, release, collect, judge, autograde, write feedback, export."""

from __future__ import annotations

import time
from collections.abc import Sized
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.nbgrader.course import NbgraderCourse
from autograder.nbgrader.export import (
    class_table,
    missed_table,
    overview_html,
    scores_csv,
    write_nbgrader_csv,
)
from autograder.nbgrader.results import ClassResults, read_results
from autograder.report.safe_text import one_line
from autograder.sandboxed import open_sandbox, show_enforcement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from autograder.catalog import Lesson
    from autograder.nbgrader.reports import HandIn
    from autograder.nbgrader.results import Key
    from autograder.report import Report


_T = TypeVar("_T")


class RoundFiles(NamedTuple):
    """Where a round's results lie."""

    overview: Path
    scores: Path
    nbgrader_scores: Path
    feedback: Path
    gradebook: str


class RoundResult(NamedTuple):
    """What a round gave: everyone's results, files, and how many seconds each step took."""

    results: ClassResults
    files: RoundFiles
    seconds: dict[str, float]


class Round:
    """One round of grading in a course folder, step by step; each step shows its progress on `console`."""

    def __init__(
        self,
        course: NbgraderCourse,
        console: Console,
        lessons: Sequence[str] = (),
        *,
        accept_weaker: bool = False,
    ) -> None:
        """Prepare a round for `lessons` (all that have a source if empty).

        `accept_weaker` allows grading where student code cannot be isolated. Raises CourseError for a lesson without a
        source.
        """
        self._accept_weaker = accept_weaker
        self.course = course
        self.console = console
        self.lessons = _chosen(course, lessons)
        self.reports: dict[Key, Report] = {}
        self.problems: dict[Key, str] = {}
        self.seconds: dict[str, float] = {}

    @property
    def hand_ins(self) -> list[HandIn]:
        """Everything that has been collected, by lesson and student."""
        return [hand_in for lesson in self.lessons for hand_in in self.course.hand_ins(lesson.name)]

    def release(self) -> None:
        """Make the release versions and put them into the exchange."""

        def work(lesson: Lesson) -> str:
            self.course.generate_assignment(lesson.name)
            self.course.release(lesson.name)
            return lesson.name

        self._each("release", self.lessons, work)

    def collect(self) -> None:
        """Collect from the exchange and from archives."""

        def work(lesson: Lesson) -> str:
            self.course.collect(lesson.name)
            self.course.collect_archives(lesson.name)
            self.course.complete(lesson.name)
            return lesson.name

        self._each("collect", self.lessons, work)

    def judge(self, workers: int | None = None) -> None:
        """Judge all hand-ins side by side; those whose modules have not changed since are not judged again."""
        hand_ins = self.hand_ins

        def work(found: tuple[HandIn, Report]) -> str:
            hand_in, report = found
            self.reports[hand_in.student, hand_in.lesson] = report
            return f"{hand_in.student}, {hand_in.lesson}: {report.earned:g} of {report.points:g}"

        with open_sandbox(accept_weaker=self._accept_weaker) as sandbox:
            show_enforcement(sandbox.level, self.console)
            prepared = self.course.reports.prepare(hand_ins, sandbox, workers)
            self._each("judge", prepared, work, total=len(hand_ins))

    def autograde(self) -> None:
        """Note everyone's points in nbgrader's gradebook; what cannot be graded is noted and passed over."""

        def work(hand_in: HandIn) -> str:
            try:
                self.course.autograde(hand_in.lesson, hand_in.student)
            except CourseError as error:
                self.problems[hand_in.student, hand_in.lesson] = str(error)
            return f"{hand_in.student}, {hand_in.lesson}"

        self._each("autograde", self.hand_ins, work)

    def feedback(self) -> None:
        """Write a feedback page for each graded hand-in; one command per lesson reads the templates once."""

        def work(lesson: Lesson) -> str:
            hand_ins = self.course.hand_ins(lesson.name)
            graded = [one.student for one in hand_ins if (one.student, one.lesson) not in self.problems]
            reason = self._feedback_of(lesson) if graded else ""
            for student in graded:
                if not (self.course.path("feedback", student, lesson.name) / f"{lesson.name}.html").is_file():
                    self.problems[student, lesson.name] = f"it has no feedback page: {reason}"
            return lesson.name

        self._each("feedback", self.lessons, work)

    def _feedback_of(self, lesson: Lesson) -> str:
        """Write a lesson's pages; return why some are missing, if nbgrader says so."""
        try:
            self.course.generate_feedback(lesson.name)
        except CourseError as error:
            return str(error)
        return ""

    def export(self) -> RoundResult:
        """Write the CSV files and the overview, and say where everything is."""
        results = read_results(self.course, self.lessons, self.reports, self.problems)
        folder = self.course.folder
        files = RoundFiles(
            overview=folder / "overview.html",
            scores=folder / "scores.csv",
            nbgrader_scores=folder / "grades.csv",
            feedback=self.course.path("feedback"),
            gradebook=self.course.database,
        )
        files.scores.write_text(scores_csv(results), encoding="utf-8")
        with self.course.gradebook() as book:
            write_nbgrader_csv(book, files.nbgrader_scores)
        links = {
            "points per exercise (CSV)": files.scores.name,
            "nbgrader's export (CSV)": files.nbgrader_scores.name,
        }
        files.overview.write_text(overview_html(results, links), encoding="utf-8")
        return RoundResult(results, files, self.seconds)

    def _each(
        self, step: str, things: Iterable[_T], work: Callable[[_T], str], *, total: int | None = None
    ) -> None:
        """Do `work` on each thing, showing how far it is; `work` says what it has just done.

        `total` is how many things there are, for an iterator, which does not know.
        """
        began = time.monotonic()
        columns = (
            TextColumn("{task.description:10}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[now]}", style="dim", markup=False),
        )
        with Progress(*columns, console=self.console) as progress:
            count = len(things) if isinstance(things, Sized) else total
            task = progress.add_task(step, total=count, now="")
            for thing in things:
                progress.update(task, advance=1, now=one_line(work(thing)))
            progress.update(task, now="")
        self.seconds[step] = time.monotonic() - began


def run_round(
    course_dir: Path,
    console: Console,
    *,
    lessons: Sequence[str] = (),
    workers: int | None = None,
    accept_weaker: bool = False,
) -> RoundResult:
    """Run a whole round in a course folder: release, collect, judge, autograde, feedback, export.

    Hand-ins are judged `workers` at a time (by default as many as there are cores), in a sandbox; `accept_weaker`
    allows one that cannot isolate them. Raises CourseError for a folder that is no course, an unknown lesson, or a step
    that nbgrader could not do for the whole class.
    """
    with writable():
        this = Round(NbgraderCourse(course_dir), console, lessons, accept_weaker=accept_weaker)
        this.release()
        this.collect()
        return finish(this, workers)


@contextmanager
def writable() -> Iterator[None]:
    """Turn an error of the file system into one line that names the file."""
    try:
        yield
    except OSError as error:
        reason = f"cannot use {error.filename or 'a file'}: {error.strerror or error}"
        raise CourseError(f"{reason}; make it writable, or use another folder") from error


def finish(this: Round, workers: int | None = None) -> RoundResult:
    """Grade what has been collected, and show the results."""
    this.judge(workers)
    this.autograde()
    this.feedback()
    result = this.export()
    show(result, this.console)
    return result


def show(result: RoundResult, console: Console) -> None:
    """Print the class table, the checks missed most often, what went wrong, and where everything is."""
    console.print()
    console.print(class_table(result.results))
    if result.results.most_missed():
        console.print(missed_table(result.results))
    for (student, lesson), one in result.results.results.items():
        if one.problem:
            told = one_line(f"{student}, {lesson} is not graded: {one.problem}", 1000)
            console.print(told, style="red", markup=False)
    took = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in result.seconds.items())
    console.print(f"\nTime: {took}", style="dim")
    for name, place in result.files._asdict().items():
        console.print(f"{name.replace('_', ' '):16} {place}", markup=False, soft_wrap=True)


def _chosen(course: NbgraderCourse, names: Sequence[str]) -> tuple[Lesson, ...]:
    catalog = load_catalog()
    present = course.assignments()
    wanted = [catalog.lesson(name).name for name in names] or present
    for name in wanted:
        if name not in present:
            raise CourseError(f"'{course.folder}' has no source/{name}; copy it from assignments/source")
    return tuple(lesson for lesson in catalog.lessons if lesson.name in wanted)
