"""The board in words and symbols, line by line, as both faces of the watch show it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from autograder.language import N_, _, translated
from autograder.report.terminal import diagnosis, number
from autograder.watch.board import MARKS, in_the_watch

if TYPE_CHECKING:
    from autograder.catalog import Exercise
    from autograder.report import CheckResult
    from autograder.watch.board import Board, Row, Training

BAR_WIDTH = 24

STARTING = N_("Starting: the first checks take some seconds, later ones less than one.")

SOON_SECONDS = 1.0
"""A verdict that takes longer than this is being waited for."""


def title(board: Board, width: int) -> Text:
    """Name the course, with a bar of the points earned in all of it."""
    earned = number(round(board.earned, 2))
    score = " " + _("{earned} of {points} points").format(earned=earned, points=number(board.points))
    filled = round(BAR_WIDTH * board.earned / board.points)
    name = Text(translated(board.catalog.title), style="bold", no_wrap=True)
    name.truncate(width - BAR_WIDTH - cell_len(score) - 2, overflow="ellipsis", pad=True)
    return Text.assemble(
        name, "  ", ("█" * filled, "green"), ("░" * (BAR_WIDTH - filled), "dim"), score, no_wrap=True
    )


def heading(board: Board, width: int) -> Text:
    """Name the current exercise and its points, and the place to look at, as editors and terminals understand it."""
    name = Text(translated(board.current.title), style="bold", no_wrap=True)
    name.truncate(width - cell_len(board.score) - 2, overflow="ellipsis", pad=True)
    return Text.assemble(name, "  ", board.score, "\n", (f"lessons/{board.place}", "underline"), no_wrap=True)


def row(one: Row, width: int) -> Text:
    """Show a check in one line."""
    symbol, style = MARKS[one.state]
    statement = Text(translated(one.statement), style="dim" if one.outdated else "")
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
        return Text(_("Stopped before there was a verdict. Save the file, or press c, to check it again."))
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
    other = now.check.exercise_id != board.current.id
    what = (
        _("training of {name}").format(name=now.check.exercise_id.partition("/")[2])
        if other
        else _("training")
    )
    passed = f"{time.monotonic() - now.began:.0f}"
    seconds = _("{passed} of at most {limit} s").format(passed=passed, limit=f"{now.seconds:g}")
    return Text.assemble((f"{what}: {seconds}", "bold"), f"; {curve(now)}", no_wrap=True, overflow="ellipsis")


def curve(now: Training) -> str:
    """Say what a learning curve shows."""
    if not now.values:
        return _("no learning curve yet")
    latest, first = f"{now.values[-1]:.3g}", f"{now.values[0]:.3g}"
    return _("{curve} {latest}, at first {first}").format(
        curve=translated(now.curve), latest=latest, first=first
    )


def status(board: Board, seconds: float) -> Text:
    """Say what is going on, in one line."""
    if board.notice:
        return Text(translated(board.notice), style="yellow")
    if board.training is not None:
        return Text(_("training goes on in the background; x stops it"), style="dim")
    if board.is_busy:
        waits = board.waits_since(time.monotonic())
        if waits > SOON_SECONDS:
            says = _("checking for {n} s: is there a loop that never ends? x stops it")
            return Text(says.format(n=f"{waits:.0f}"), style="yellow")
        return Text(_("checking ..."), style="dim")
    if seconds:
        says = _("checked {n} s after the save; save a file and its checks run")
        return Text(says.format(n=f"{seconds:.2f}"), style="dim")
    return Text(_("checked; save a file and its checks run"), style="dim")


def listed(board: Board, exercise: Exercise, minutes_worked: int) -> Text:
    """Show an exercise in one line of the list."""
    state = board.state
    symbol, style = MARKS["waiting"]
    if state.passed(exercise):
        symbol, style = MARKS["passed"]
    elif exercise.id in state.standings:
        symbol, style = MARKS["failed"]
    points = f"{number(state.earned(exercise))}/{number(exercise.points)}"
    times = _("{worked} of about {minutes} min").format(worked=minutes_worked, minutes=exercise.minutes)
    here = "▸" if exercise == board.current else " "
    name = Text(f"{exercise.name:18} {translated(exercise.title)}", no_wrap=True)
    name.truncate(44, overflow="ellipsis", pad=True)
    return Text.assemble(here, (symbol, style), " ", name, f" {points:>6}  ", (times, "dim"))


def _failure(failure: CheckResult) -> Text:
    text = diagnosis(in_the_watch(failure))
    if failure.verdict == "not_started":
        says = _("Open the file in your editor, write the function, and save: the checks run by themselves.")
        text.append(f"\n  {says}")
    return text


def _old_failure(failure: CheckResult, waits: float) -> Text:
    """Show what failed in the version before, and say so if the new verdict does not come at once."""
    if waits < SOON_SECONDS:
        return _failure(failure)
    text = Text(_("About the version before:") + "\n", style="bold").append(_failure(failure))
    text.stylize("dim")
    return text


def _no_verdict(board: Board) -> Text:
    if not board.is_warm:
        return Text(_(STARTING))
    if board.is_busy:
        return Text(_("checking ..."), style="dim")
    return Text(_("Not checked: save the file, or press c, and its checks run."))


def _passed(board: Board) -> Text:
    exercise = board.current
    done = _("{name} is done: {score}.").format(name=exercise.id, score=board.score)
    text = Text(f"✓ {done}", style="bold green")
    plain = "not bold default"
    for check in board.checks[exercise.id]:
        if message := board.results[check.id].message:
            text.append(f"\n  {translated(check.statement)} {translated(message)}", style=plain)
    if exercise.question:
        text.append("\n\n" + _("To think about: "), style="bold default")
        text.append(translated(exercise.question), style=plain)
    text.append(f"\n\n{_('next: ')}", style="bold cyan")
    following = board.state.first_open(board.catalog.exercises)
    if following is None:
        text.append(_("nothing, the whole course is done: congratulations! "), style=plain)
    else:
        text.append(_("press n for the next exercise, "), style=plain)
    return text.append(_("s to see the reference beside your version"), style=plain)
