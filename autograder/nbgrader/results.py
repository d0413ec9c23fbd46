"""What a class achieved, read from nbgrader's gradebook and the judge's reports."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from nbgrader.api import MissingEntry

from autograder.nbgrader.notebooks import QUESTION_ID, grade_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbgrader.api import Gradebook, SubmittedAssignment

    from autograder.catalog import Lesson
    from autograder.nbgrader.course import NbgraderCourse
    from autograder.report import CheckResult, Report

Status = Literal["graded", "absent", "not graded"]

Key = tuple[str, str]
"""A student's id and a lesson's name."""


class LessonResult(NamedTuple):
    """One student's lesson.

    `points` holds the points per exercise (by name). `question` is None while the answer waits for a person.
    `problem` says why a hand-in could not be graded.
    """

    status: Status
    points: Mapping[str, float] = {}
    question: float | None = None
    penalty: float = 0.0
    seconds_late: float = 0.0
    problem: str = ""

    @property
    def total(self) -> float:
        """Points so far, without the answer that still waits, less the penalty for being late."""
        return max(0.0, sum(self.points.values()) + (self.question or 0.0) - self.penalty)


class MissedCheck(NamedTuple):
    """A check, how many hand-ins tried it and how many of them missed it."""

    check: CheckResult
    missed: int
    tried: int


class ClassResults(NamedTuple):
    """All results of a class: students and lessons in order, and one result for each pair."""

    lessons: tuple[Lesson, ...]
    students: tuple[str, ...]
    names: Mapping[str, str]
    results: Mapping[Key, LessonResult]
    reports: Mapping[Key, Report]

    def total(self, student: str) -> float:
        """Points of one student in all lessons."""
        return sum(self.results[student, lesson.name].total for lesson in self.lessons)

    @property
    def out_of(self) -> float:
        """Points that a student can have in all lessons."""
        return sum(lesson.points + lesson.question_points for lesson in self.lessons)

    def count(self, status: Status) -> int:
        """Count the hand-ins (or missing ones) of a status."""
        return sum(result.status == status for result in self.results.values())

    @property
    def waiting(self) -> int:
        """Number of answers that wait for a person."""
        return sum(result.status == "graded" and result.question is None for result in self.results.values())

    def most_missed(self, most: int = 10) -> list[MissedCheck]:
        """List the checks that most hand-ins missed, of those that tried.

        Not started and skipped checks tell nothing about what is difficult, so they count as not tried.
        """
        checks: dict[str, CheckResult] = {}
        tried: Counter[str] = Counter()
        missed: Counter[str] = Counter()
        for report in self.reports.values():
            for check in report.checks:
                if check.verdict not in {"not_started", "skipped"}:
                    checks[check.id] = check
                    tried[check.id] += 1
                    missed[check.id] += not check.passed
        ranked = sorted((-count, name) for name, count in missed.items() if count)
        return [MissedCheck(checks[name], missed[name], tried[name]) for _, name in ranked[:most]]


def read_results(
    course: NbgraderCourse,
    lessons: Sequence[Lesson],
    reports: Mapping[Key, Report],
    problems: Mapping[Key, str],
) -> ClassResults:
    """Read the points of everyone on the class list from the gradebook.

    `problems` says why hand-ins could not be graded, as far as they could not.
    """
    results: dict[Key, LessonResult] = {}
    with course.gradebook() as book:
        students = {student.id: _full_name(student) for student in book.students}
        for student in students:
            for lesson in lessons:
                key = (student, lesson.name)
                problem = problems.get(key)
                results[key] = (
                    LessonResult("not graded", problem=problem)
                    if problem
                    else _read_one(book, student, lesson)
                )
    return ClassResults(tuple(lessons), tuple(sorted(students)), students, results, dict(reports))


def _read_one(book: Gradebook, student: str, lesson: Lesson) -> LessonResult:
    try:
        submission = book.find_submission(lesson.name, student)
    except MissingEntry:
        return LessonResult("absent")
    grades = {grade.name: grade for notebook in submission.notebooks for grade in notebook.grades}
    question = grades.get(QUESTION_ID)
    return LessonResult(
        status="graded",
        points={
            exercise.name: float(grades[grade_id(exercise)].score)
            for exercise in lesson.exercises
            if grade_id(exercise) in grades
        },
        question=None if question is None or question.needs_manual_grade else float(question.score),
        penalty=float(submission.late_submission_penalty or 0.0),
        seconds_late=_seconds_late(submission),
    )


def _seconds_late(submission: SubmittedAssignment) -> float:
    due = submission.assignment.duedate
    return (
        float(submission.total_seconds_late) if due is not None and submission.timestamp is not None else 0.0
    )


def _full_name(student: object) -> str:
    parts = (getattr(student, "first_name", None), getattr(student, "last_name", None))
    return " ".join(part for part in parts if part)
