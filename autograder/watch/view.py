"""The board in words and symbols, line by line, as both faces of the watch show it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from autograder.report.terminal import diagnosis, number
from autograder.watch.board import MARKS, in_the_watch

if TYPE_CHECKING:
    from autograder.catalog import Exercise
    from autograder.report import CheckResult
    from autograder.watch.board import Board, Row, Training

BAR_WIDTH = 24

STARTING = "Starting: the first checks take some seconds, later ones less than one."

SOON_SECONDS = 1.0
"""A verdict that takes longer than this is being waited for."""


def title(board: Board, width: int) -> Text:
    """Name the course, with a bar of the points earned in all of it."""
    score = f" {number(round(board.earned, 2))} of {number(board.points)} points"
    filled = round(BAR_WIDTH * board.earned / board.points)
    name = Text(board.catalog.title, style="bold", no_wrap=True)
    name.truncate(width - BAR_WIDTH - len(score) - 2, overflow="ellipsis", pad=True)
    return Text.assemble(
        name, "  ", ("█" * filled, "green"), ("░" * (BAR_WIDTH - filled), "dim"), score, no_wrap=True
    )


def heading(board: Board, width: int) -> Text:
    """Name the current exercise and its points, and the place to look at, as editors and terminals understand it."""
    name = Text(board.current.title, style="bold", no_wrap=True)
    name.truncate(width - len(board.score) - 2, overflow="ellipsis", pad=True)
    return Text.assemble(name, "  ", board.score, "\n", (f"lessons/{board.place}", "underline"), no_wrap=True)


def row(one: Row, width: int) -> Text:
    """Show a check in one line."""
    symbol, style = MARKS[one.state]
    statement = Text(one.statement, style="dim" if one.outdated else "")
    statement.truncate(width - len(one.score) - 3, overflow="ellipsis", pad=True)
    return Text.assemble((symbol, style), " ", statement, " ", one.score, no_wrap=True)


def verdict(board: Board) -> Text:
    """Say what to do next: mend the first failure, or go on."""
    failure = board.first_failure()
    if failure is not None and not board.is_outdated(failure):
        return _failure(failure)
    if board.has_passed:
        return _passed(board)
    if board.is_stopped:
        return Text("Stopped before there was a verdict. Save the file, or press c, to check it again.")
    if failure is not None and board.is_warm:
        return _old_failure(failure, board.waits_since(time.monotonic(), training=True))
    return _no_verdict(board)


def indented(text: Text) -> Group:
    """Keep the indentation of each line where it is wrapped, too."""
    lines = []
    for line in text.split("\n", allow_blank=True):
        depth = len(line.plain) - len(line.plain.lstrip(" "))
        lines.append(Padding(line[depth:], (0, 0, 0, depth)))
    return Group(*lines)


def training(now: Training, board: Board) -> Text:
    """Say how far a training is and what its curve shows."""
    of = "" if now.check.exercise_id == board.current.id else f" of {now.check.exercise_id.partition('/')[2]}"
    seconds = f"{time.monotonic() - now.began:.0f} of at most {now.seconds:g} s"
    return Text.assemble(
        (f"training{of}: {seconds}", "bold"), f"; {curve(now)}", no_wrap=True, overflow="ellipsis"
    )


def curve(now: Training) -> str:
    """Say what a learning curve shows."""
    if not now.values:
        return "no learning curve yet"
    return f"{now.curve} {now.values[-1]:.3g}, at first {now.values[0]:.3g}"


def status(board: Board, seconds: float) -> Text:
    """Say what is going on, in one line."""
    if board.notice:
        return Text(board.notice, style="yellow")
    if board.training is not None:
        return Text("training goes on in the background; x stops it", style="dim")
    if board.is_busy:
        waits = board.waits_since(time.monotonic())
        if waits > SOON_SECONDS:
            return Text(
                f"checking for {waits:.0f} s: is there a loop that never ends? x stops it", style="yellow"
            )
        return Text("checking ...", style="dim")
    since = f" {seconds:.2f} s after the save" if seconds else ""
    return Text(f"checked{since}; save a file and its checks run", style="dim")


def listed(board: Board, exercise: Exercise, minutes_worked: int) -> Text:
    """Show an exercise in one line of the list."""
    state = board.state
    symbol, style = MARKS["waiting"]
    if state.passed(exercise):
        symbol, style = MARKS["passed"]
    elif exercise.id in state.standings:
        symbol, style = MARKS["failed"]
    points = f"{number(state.earned(exercise))}/{number(exercise.points)}"
    times = f"{minutes_worked} of about {exercise.minutes} min"
    here = "▸" if exercise == board.current else " "
    name = Text(f"{exercise.name:18} {exercise.title}", no_wrap=True)
    name.truncate(44, overflow="ellipsis", pad=True)
    return Text.assemble(here, (symbol, style), " ", name, f" {points:>6}  ", (times, "dim"))


def _failure(failure: CheckResult) -> Text:
    text = diagnosis(in_the_watch(failure))
    if failure.verdict == "not_started":
        text.append(
            "\n  Open the file in your editor, write the function, and save: the checks run by themselves."
        )
    return text


def _old_failure(failure: CheckResult, waits: float) -> Text:
    """Show what failed in the version before, and say so if the new verdict does not come at once."""
    if waits < SOON_SECONDS:
        return _failure(failure)
    text = Text("About the version before:\n", style="bold").append(_failure(failure))
    text.stylize("dim")
    return text


def _no_verdict(board: Board) -> Text:
    if not board.is_warm:
        return Text(STARTING)
    if board.is_busy:
        return Text("checking ...", style="dim")
    return Text("Not checked: save the file, or press c, and its checks run.")


def _passed(board: Board) -> Text:
    exercise = board.current
    text = Text(f"✓ {exercise.id} is done: {board.score}.", style="bold green")
    plain = "not bold default"
    for check in board.checks[exercise.id]:
        if message := board.results[check.id].message:
            text.append(f"\n  {check.statement} {message}", style=plain)
    if exercise.question:
        text.append("\n\nTo think about: ", style="bold default").append(exercise.question, style=plain)
    text.append("\n\nnext: ", style="bold cyan")
    following = board.state.first_open(board.catalog.exercises)
    if following is None:
        text.append("nothing, the whole course is done: congratulations! ", style=plain)
    else:
        text.append("press n for the next exercise, ", style=plain)
    return text.append("s to see the reference beside your version", style=plain)
