"""The faces of a class's results: a table in the terminal, CSV files, and one HTML page."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbgrader.plugins import CsvExportPlugin
from rich.table import Table
from rich.text import Text

from autograder.report.safe_text import csv_cell, one_line, printable_value

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from autograder.nbgrader.results import ClassResults, LessonResult

_TEMPLATES = Path(__file__).parent / "templates"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_ALL, _HALF = 1.0, 0.5


def class_table(results: ClassResults) -> Table:
    """Make the table of the class: one row per student, one column per lesson, and the total."""
    table = Table(
        title="Points",
        title_justify="left",
        title_style="bold",
        caption=_legend(results),
        caption_justify="left",
    )
    table.add_column("student", no_wrap=True)
    for lesson in results.lessons:
        table.add_column(lesson.name.split("_")[1], justify="right", no_wrap=True)
    table.add_column("total", justify="right")
    table.add_column("notes")
    table.add_row(
        Text("out of", style="dim"),
        *(Text(points(lesson.points + lesson.question_points), style="dim") for lesson in results.lessons),
        Text(points(results.out_of), style="dim"),
        "",
        end_section=True,
    )
    for student in results.students:
        mine = [results.results[student, lesson.name] for lesson in results.lessons]
        table.add_row(
            Text(one_line(student)),
            *(_cell(result, lesson.points) for result, lesson in zip(mine, results.lessons, strict=True)),
            points(results.total(student)),
            Text(one_line("; ".join(dict.fromkeys(note for result in mine for note in notes(result))))),
        )
    return table


def missed_table(results: ClassResults) -> Table:
    """Make the table of the checks that were missed most often."""
    table = Table(title="Checks missed most often", title_justify="left", title_style="bold")
    table.add_column("missed", justify="right", no_wrap=True)
    table.add_column("exercise")
    table.add_column("check")
    for row in results.most_missed():
        table.add_row(
            f"{row.missed} of {row.tried}",
            Text(one_line(row.check.exercise_id)),
            Text(one_line(row.check.statement)),
        )
    return table


def scores_csv(results: ClassResults) -> str:
    """Write everyone's points per exercise as CSV, quoted throughout, one row per student on the class list.

    A cell is empty where nothing was handed in or an answer waits for a person; the lesson's status says which.
    """
    header = ["student", "name"]
    for lesson in results.lessons:
        parts = [*(exercise.name for exercise in lesson.exercises), "question"]
        header += [f"{lesson.name} status", f"{lesson.name} seconds late"]
        header += [f"{lesson.name}/{part}" for part in parts]
        header += [f"{lesson.name} late penalty", f"{lesson.name} points"]
    rows = [[*header, "points", "out of"]]
    rows += [_scores_of(results, student) for student in results.students]
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _scores_of(results: ClassResults, student: str) -> list[str]:
    row = [csv_cell(student), csv_cell(results.names.get(student, ""))]
    for lesson in results.lessons:
        result = results.results[student, lesson.name]
        row += [csv_cell(status(result)), f"{result.seconds_late:.0f}"]
        row += [points(result.points.get(exercise.name)) for exercise in lesson.exercises]
        row += [points(result.question), points(result.penalty), points(result.total)]
    return [*row, points(results.total(student)), points(results.out_of)]


def write_nbgrader_csv(book: Gradebook, file: Path) -> None:
    """Write nbgrader's own export, one row per student and lesson, to `file`; names in it are made harmless."""
    CsvExportPlugin(to=str(file)).export(book)
    with file.open(encoding="utf-8", newline="") as opened:
        rows = [[cell if _is_number(cell) else csv_cell(cell) for cell in row] for row in csv.reader(opened)]
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def overview_html(results: ClassResults, files: dict[str, str]) -> str:
    """Write the class's results as one page that needs nothing else; `files` are further links, by what they are."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=printable_value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("overview.html.j2")
    functions = {
        "points": points,
        "short_name": short_name,
        "status": status,
        "notes": notes,
        "shade": shade,
        "feedback_link": feedback_link,
    }
    return template.render(results=results, files=files, **functions)


def feedback_link(student: str, lesson: str) -> str:
    """Return the address of a feedback page, seen from the course folder."""
    return quote(f"feedback/{student}/{lesson}/{lesson}.html")


def status(result: LessonResult) -> str:
    """Say in a word or two how things stand with one student's lesson."""
    if result.status == "graded" and result.question is None:
        return "graded, answer waits"
    return f"{result.status}: {result.problem}" if result.problem else result.status


def notes(result: LessonResult) -> list[str]:
    """List what is unusual about one student's lesson."""
    found = []
    if result.seconds_late > 0:
        found.append(f"{duration(result.seconds_late)} late")
    if result.penalty:
        found.append(f"{points(result.penalty)} points off for being late")
    if result.status != "graded":
        found.append(status(result))
    return found


def shade(share: float) -> str:
    """Name the background of a cell by the share of points that were earned."""
    return "full" if share >= _ALL else "good" if share >= _HALF else "some" if share > 0 else "none"


def short_name(lesson: str) -> str:
    """Shorten a lesson's name for a column: `lesson_05_datasets` to `05 datasets`."""
    return lesson.removeprefix("lesson_").replace("_", " ")


def points(number: float | None) -> str:
    """Write points without needless digits, and nothing for None."""
    return "" if number is None else f"{round(number, 2):g}"


def duration(seconds: float) -> str:
    """Write a time span in its largest unit: 3 days, 5 hours, 20 minutes."""
    for unit, name in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= unit:
            count = int(seconds // unit)
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return f"{seconds:.0f} seconds"


def _cell(result: LessonResult, most: float) -> Text:
    if result.status == "absent":
        return Text("absent", style="dim")
    if result.status == "not graded":
        return Text("not graded", style="red")
    style = {"full": "green", "good": "", "some": "yellow", "none": "red"}[
        shade(sum(result.points.values()) / most)
    ]
    waits = "*" if result.question is None else ""
    late = " late" if result.seconds_late > 0 else ""
    return Text(f"{points(result.total)}{waits}{late}", style=style)


def _legend(results: ClassResults) -> str:
    graded, absent, failed = (results.count(kind) for kind in ("graded", "absent", "not graded"))
    sentence = f"{graded} hand-ins graded, {absent} absent, {failed} not graded."
    return f"{sentence} *: the answer to the question waits for a person." if results.waiting else sentence
