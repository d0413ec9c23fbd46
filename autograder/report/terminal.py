"""The report in a terminal: a table per lesson, exercise and check, and one root cause per exercise."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.language import _, label_of, translated
from autograder.report.model import root_cause
from autograder.report.safe_text import one_line, printable

if TYPE_CHECKING:
    from autograder.report.model import CheckResult, Report, Verdict

SYMBOLS: dict[Verdict, tuple[str, str]] = {
    "passed": ("✓", "green"),
    "failed": ("✗", "red"),
    "not_started": ("○", "yellow"),
    "skipped": ("-", "dim"),
    "error": ("!", "red"),
    "timeout": ("⧖", "red"),
}
"""Symbol and colour of each verdict; the symbol alone is enough."""

_LABELS = {"likely: ": "bold yellow", "look at: ": "bold", "hint: ": "bold", "next: ": "bold cyan"}


def print_report(report: Report, console: Console, *, every_check: bool = True) -> None:
    """Print the table, then for each exercise that is not done its root cause."""
    console.print(_table(report, every_check=every_check))
    for checks in report.by_exercise().values():
        cause = root_cause(checks)
        if cause is not None and not _untouched(checks):
            console.print()
            console.print(diagnosis(cause))
    console.print()
    console.print(_summary(report))


def render_text(report: Report, width: int = 110) -> str:
    """Return what `print_report` prints, as plain text."""
    console = Console(
        file=io.StringIO(), width=width, color_system=None, force_terminal=False, force_jupyter=False
    )
    print_report(report, console)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    return text


def number(points: float) -> str:
    """Write points without needless digits: 3, 2.5."""
    return f"{points:g}"


def _table(report: Report, *, every_check: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1))
    table.add_column(width=1)
    table.add_column(overflow="fold", ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(justify="right", no_wrap=True, style="dim")
    lesson = None
    for exercise, checks in report.by_exercise().items():
        if checks[0].lesson != lesson:
            lesson = checks[0].lesson
            if table.row_count:
                table.add_row()
            mine = report.only(lesson)
            heading = Text(one_line(lesson), style="bold underline")
            table.add_row("", heading, Text(_score(mine.earned, mine.points), style="bold"))
        _add_exercise(table, exercise, checks, every_check=every_check)
    return table


def _add_exercise(table: Table, exercise: str, checks: list[CheckResult], *, every_check: bool) -> None:
    earned, points = sum(check.earned for check in checks), sum(check.points for check in checks)
    seconds = sum(check.seconds for check in checks)
    name = Text(one_line(exercise.partition("/")[2]), style="bold")
    if _untouched(checks):
        name.append(f"  {_('not started')}", style="yellow")
    table.add_row(_mark(checks), name, _score(earned, points), f"{seconds:.2f} s")
    if not every_check or _untouched(checks):
        return
    for check in checks:
        symbol, style = SYMBOLS[check.verdict]
        statement = Text(one_line(translated(check.statement)))
        if check.verdict == "skipped":
            reason = translated(check.message.partition("\n")[0])
            statement.append(f"  ({one_line(reason)})", style="dim")
        table.add_row(
            Text(symbol, style=style),
            Padding(statement, (0, 0, 0, 2)),
            _score(check.earned, check.points),
            f"{check.seconds:.2f} s",
        )


def _mark(checks: list[CheckResult]) -> Text:
    cause = root_cause(checks)
    symbol, style = SYMBOLS[cause.verdict if cause else "passed"]
    return Text(symbol, style=style)


def _untouched(checks: list[CheckResult]) -> bool:
    """Whether nothing of an exercise has been written yet."""
    return all(check.verdict in {"not_started", "skipped"} for check in checks) and any(
        check.verdict == "not_started" for check in checks
    )


def diagnosis(check: CheckResult) -> Text:
    """Say what a check found in the order of the design, then the student's own frames."""
    symbol, style = SYMBOLS[check.verdict]
    text = Text()
    statement = one_line(translated(check.statement))
    text.append(f"{symbol} {one_line(check.exercise_id)}: {statement}", style=f"bold {style}")
    text.append(f"   {_score(check.earned, check.points)}\n")
    for line in printable(check.message).splitlines():
        label, rest = label_of(line)
        text.append("  ")
        if label:
            text.append(_(label), style=_LABELS[label])
        text.append(f"{translated(rest)}\n")
    for line in printable(check.details).splitlines():
        text.append(f"    {line}\n", style="dim")
    text.rstrip()
    return text


def _summary(report: Report) -> Text:
    passed = sum(check.passed for check in report.checks)
    score = _score(report.earned, report.points)
    text = Text(
        _("{passed} of {count} checks passed, {score} points").format(
            passed=passed, count=len(report.checks), score=score
        )
    )
    text.append(f", {report.seconds:.1f} s", style="dim")
    return text


def _score(earned: float, points: float) -> str:
    return f"{number(round(earned, 2))}/{number(points)}"
