"""What the student's commands do: check, hint, explain, progress, reset, solution."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.syntax import Syntax
from rich.table import Table

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.language import _, translated
from autograder.paths import CHECKS, LESSONS, ROOT
from autograder.student import digest, load_state, save_state, write_atomically
from autograder.texts import compared, described, judged, minutes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from rich.console import Console

    from autograder.catalog import Catalog, Exercise
    from autograder.predict import Question
    from autograder.sandboxed import Sandbox
    from autograder.student import State


def check(
    console: Console,
    names: Sequence[str],
    submission: Path,
    json: Path | None,
    junit: Path | None,
    *,
    in_sandbox: bool = False,
) -> bool:
    """Check `names` of `submission`, print the report and write it to files; return whether all passed."""
    from autograder.judge import judge  # noqa: PLC0415  other commands start faster without it
    from autograder.report import print_report, render_junit  # noqa: PLC0415  the same

    catalog = load_catalog()
    exercises = catalog.select(names)
    status = console.status(_("checking {n} exercises …").format(n=len(exercises)))
    with status, _sandbox() if in_sandbox else nullcontext() as sandbox:
        report = judge(
            submission,
            names,
            on_result=lambda result: status.update(_("checked {name}").format(name=result.exercise_id)),
            sandbox=sandbox,
        )
    print_report(report, console)
    _tell_stand_ins(console, exercises, catalog)
    if json:
        write_atomically(json, report.to_json())
    if junit:
        write_atomically(junit, render_junit(report).encode())
    if submission.resolve() == LESSONS:
        state = load_state()
        state.note(report)
        save_state(state)
    return report.passed


def _sandbox() -> AbstractContextManager[Sandbox]:
    """Open a sandbox, as strong a one as there is: the code is the student's own."""
    from autograder.sandboxed import open_sandbox  # noqa: PLC0415  other commands start faster without it

    return open_sandbox(accept_weaker=True)


def predict(console: Console, lesson_name: str) -> None:
    """Ask the questions of a lesson, and judge each answer at once; an empty answer gives up."""
    from autograder.predict import read_questions  # noqa: PLC0415  other commands start faster without it

    lesson = load_catalog().lesson(lesson_name)
    questions = read_questions(lesson)
    right = 0
    for number, question in enumerate(questions, start=1):
        console.rule(_("{number} of {total}").format(number=number, total=len(questions)))
        console.print(translated(question.words), markup=False)
        code = Syntax(question.code.strip(), "python", word_wrap=True)
        console.print(Panel(code, title=_("what will it print?")))
        right += _ask(console, question)
    predicted = _("{right} of {total} predicted").format(right=right, total=len(questions))
    console.print(f"{lesson.name}: {predicted}")


def _ask(console: Console, question: Question) -> bool:
    """Ask until the prediction is right or the student gives up; return which."""
    while answer := _read_line(console, _("your prediction (Enter gives up): ")):
        judgement = question.judge(answer)
        says = judged(translated(judgement.says), right=judgement.right)
        console.print(says.rstrip(), markup=False)
        if judgement.right:
            return True
    because = translated(question.because)
    says = _("it prints {answer}. {because}").format(answer=question.answer, because=because)
    console.print(says, markup=False)
    return False


def _read_line(console: Console, prompt: str) -> str:
    """Read a line; the end of the input is an empty one."""
    try:
        return console.input(prompt).strip()
    except EOFError:
        console.print()
        return ""


def debug(names: Sequence[str], submission: Path) -> int:
    """Run plain pytest in the terminal, stopping in the debugger; return its exit status."""
    files = [str(CHECKS / exercise.check_file) for exercise in load_catalog().select(names)]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--pdb",
        "-x",
        "--submission",
        str(submission.resolve()),
        *files,
    ]
    return subprocess.run(command, check=False, cwd=ROOT).returncode


def hint(console: Console, name: str) -> None:
    """Print the next hint of an exercise and remember that it was given."""
    from autograder.aids import next_hint  # noqa: PLC0415  other commands start faster without it

    exercise = load_catalog().exercise(name)
    given = next_hint(exercise)
    numbered = _("hint {number} of {total}").format(number=given.number, total=given.total)
    console.print(Panel(translated(given.text), title=f"{exercise.id}: {numbered}", title_align="left"))
    if given.number == given.total:
        last = _("That was the last one. If you give up: course solution {name} --give-up")
        console.print(last.format(name=exercise.id), style="dim", markup=False)


def explain(console: Console, name: str) -> None:
    """Print what a check does and why it matters; of an exercise, all of its checks."""
    from autograder.descriptions import find_checks  # noqa: PLC0415  other commands start faster without it

    for number, check in enumerate(find_checks(name, load_catalog())):
        if number:
            console.print()
        console.print(described(check))


def progress(console: Console) -> None:
    """Print a table of lessons and exercises with points and bars, from the last checks."""
    catalog, state = load_catalog(), load_state()
    table = Table(box=None, pad_edge=False, show_header=False)
    for lesson in catalog.lessons:
        earned = sum(state.earned(exercise) for exercise in lesson.exercises)
        bar = ProgressBar(total=lesson.points, completed=earned, width=24)
        table.add_row(
            f"[bold]{lesson.name}[/]", bar, f"{earned:g}/{lesson.points:g}", translated(lesson.title)
        )
        for exercise in lesson.exercises:
            note = _note(state, exercise)
            table.add_row(f"  {exercise.name}", "", f"{state.earned(exercise):g}/{exercise.points:g}", note)
    console.print(table)
    following = state.first_open(catalog.exercises)
    console.print()
    console.print(
        f"{_('next: ')}course check {following.id}" if following else _("All done: congratulations!"),
        markup=False,
    )


def reset(console: Console, name: str) -> None:
    """Put an exercise's skeleton back, keeping a copy of what it replaces."""
    from autograder.aids import reset_exercise  # noqa: PLC0415  other commands start faster without it

    exercise = load_catalog().exercise(name)
    result = reset_exercise(exercise)
    if not result.changed:
        console.print(_("{file} is the skeleton already").format(file=exercise.file), markup=False)
        return
    console.print(_("{file} is the skeleton again").format(file=exercise.file), markup=False)
    if result.kept:
        kept = _("your version: {file}").format(file=os.path.relpath(result.kept))
        console.print(kept, markup=False, soft_wrap=True)


def solution(console: Console, name: str, *, beside_mine: bool = False, give_up: bool = False) -> None:
    """Print the reference solution of an exercise, or only where the student's version differs from it.

    Raises CourseError for an exercise that has not passed, unless the student says to `give_up`.
    """
    from autograder.aids import compare, read_solution  # noqa: PLC0415  other commands start faster without it

    catalog, state = load_catalog(), load_state()
    exercise = catalog.exercise(name)
    if give_up:
        state.give_up(exercise)
        save_state(state)
    if not state.may_see_solution(exercise):
        called = catalog.shortest_name(exercise)
        raise CourseError(
            f"{exercise.id} does not pass yet; course hint {called} helps on, "
            "and --give-up shows the solution all the same"
        )
    if beside_mine:
        console.print(compared(compare(exercise)))
        return
    code = read_solution(exercise)
    console.print(Syntax(code, "python", theme="ansi_dark", background_color="default", word_wrap=True))


def _tell_stand_ins(console: Console, exercises: Sequence[Exercise], catalog: Catalog) -> None:
    """Say which exercises the checks replaced by the reference."""
    required = {name for exercise in exercises for name in exercise.requires}
    if required:
        names = ", ".join(exercise.name for exercise in catalog.exercises if exercise.id in required)
        said = _("Each exercise was checked by itself, with the reference in place of: {names}.")
        console.print(said.format(names=names), style="dim")


def _note(state: State, exercise: Exercise) -> str:
    standing = state.standings.get(exercise.id)
    hints = state.hints.get(exercise.id, 0)
    notes = [_("{given} of {total} hints").format(given=hints, total=len(exercise.hints))] if hints else []
    if exercise.id in state.seconds:
        worked = minutes(state.seconds[exercise.id])
        notes.append(_("{worked} of about {minutes} min").format(worked=worked, minutes=exercise.minutes))
    if standing is None:
        notes.append(_("not checked yet"))
    elif standing.digest != digest(LESSONS / exercise.file):
        notes.append(_("changed since its last check"))
    elif standing.passed:
        notes.append(f"[green]✓ {_('done')}[/]")
    return ", ".join(notes)
