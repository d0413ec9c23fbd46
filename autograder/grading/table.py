"""The results of a batch as a CSV file and as a table in the terminal."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from autograder.report.safe_text import csv_cell, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.catalog import Exercise
    from autograder.grading.batch import Outcome
    from autograder.report import CheckResult, Report

MOST_ROWS = 60
"""What a terminal shows of a large class; the CSV file has everyone."""


def scores_csv(outcomes: Sequence[Outcome], exercises: Sequence[Exercise]) -> str:
    """Write one row per submission: points per lesson and exercise, their sum, and the problem if there is one.

    All cells are quoted. A submission with a problem has no points, which is not the same as 0.
    """
    lessons = _lessons(exercises)
    header = ["submission", "from", *lessons, *(exercise.id for exercise in exercises)]
    rows = [[*header, "points", "out of", "problem"]]
    for outcome in outcomes:
        row = [outcome.submission.name, str(outcome.submission.path)]
        row += [_earned(outcome.report, lesson) for lesson in lessons]
        row += [_earned(outcome.report, exercise.lesson, exercise.name) for exercise in exercises]
        total = _number(outcome.report.earned) if outcome.report else ""
        out_of = _number(sum(exercise.points for exercise in exercises))
        rows.append([*(csv_cell(cell) for cell in row), total, out_of, csv_cell(outcome.problem)])
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue()


def scores_table(outcomes: Sequence[Outcome], exercises: Sequence[Exercise]) -> Table:
    """Make the table for the terminal: points per lesson, their sum, and what is to be known about a submission.

    Of a large class only the first are shown, and then all that have a problem.
    """
    lessons = _lessons(exercises)
    table = Table(title="Points", title_justify="left", title_style="bold", caption_justify="left")
    table.add_column("submission", overflow="fold")
    for lesson in lessons:
        table.add_column(lesson.split("_")[1], justify="right", no_wrap=True)
    table.add_column("total", justify="right", no_wrap=True)
    table.add_column("notes", overflow="fold")
    most = [sum(one.points for one in exercises if one.lesson == lesson) for lesson in lessons]
    table.add_row(*(Text(text, style="dim") for text in ("out of", *map(_number, (*most, sum(most))))))
    table.add_section()
    shown = list(outcomes[:MOST_ROWS])
    shown += [outcome for outcome in outcomes[MOST_ROWS:] if outcome.problem][:MOST_ROWS]
    for outcome in shown:
        points = [_earned(outcome.report, lesson) for lesson in lessons]
        points.append(_number(outcome.report.earned) if outcome.report else "")
        table.add_row(Text(outcome.submission.name), *map(Text, points), _notes(outcome))
    if len(shown) < len(outcomes):
        table.caption = f"{len(outcomes) - len(shown):,} more are in the CSV file"
    return table


def _notes(outcome: Outcome) -> Text:
    if outcome.report is None:
        return Text(one_line(outcome.problem), style="red")
    unusual = {
        "timeout": _count(outcome.report.checks, "timeout", "too slow"),
        "error": _count(outcome.report.checks, "error", "ended the process"),
    }
    return Text("; ".join(filter(None, unusual.values())), style="yellow")


def _count(checks: Sequence[CheckResult], verdict: str, words: str) -> str:
    count = sum(check.verdict == verdict for check in checks)
    return f"{count} {'check' if count == 1 else 'checks'} {words}" if count else ""


def _lessons(exercises: Sequence[Exercise]) -> list[str]:
    return list(dict.fromkeys(exercise.lesson for exercise in exercises))


def _earned(report: Report | None, lesson: str, exercise: str | None = None) -> str:
    return _number(report.only(lesson, exercise).earned) if report else ""


def _number(points: float) -> str:
    return f"{round(points, 2):g}"
