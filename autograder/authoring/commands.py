"""The authors' part of the `course` command. Everything heavy is imported where it is used, see `autograder.cli`."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path  # noqa: TC003  Typer looks at it
from typing import Annotated

import typer
from rich.console import Console

from autograder.arguments import Name, Names  # noqa: TC001  Typer looks at them
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import BENCHMARKS, ROOT

authors = typer.Typer()
console = Console(highlight=False)


@authors.command()
def generate() -> None:
    """Write lessons/ and assignments/source/ from solutions/."""
    from autograder.authoring.generate import generate as write  # noqa: PLC0415  see the module's docstring

    changed = write(load_catalog())
    for file in changed:
        console.print(f"{'wrote' if file.exists() else 'deleted'} {file.relative_to(ROOT)}", markup=False)
    console.print(f"{len(changed)} files changed" if changed else "everything was current")


@authors.command()
def verify(
    names: Names = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Leave out what was proven before and has not changed since.")
    ] = False,
) -> None:
    """Prove the lessons: skeletons fail, solutions and variants pass, every mutant's bug is named."""
    from autograder.authoring.gate import verify as prove  # noqa: PLC0415  see the module's docstring

    began = time.monotonic()
    with console.status("proving …") as status:
        result = prove(
            load_catalog(),
            names or (),
            changed=changed,
            on_report=lambda job, _: status.update(f"proved {job.label}"),
        )
    for problem in result.problems:
        console.print(f"✗ {problem}", markup=False, highlight=False, soft_wrap=True)
    for problem in result.retried:
        console.print(f"at the first try alone: {problem}", markup=False, highlight=False, soft_wrap=True)
    counts = ", ".join(f"{count} {kind}{'s' * (count != 1)}" for kind, count in result.proofs.items())
    spared = f" ({result.spared} unchanged)" if result.spared else ""
    more = f", {len(result.retried)} more at a first try alone" if result.retried else ""
    console.print(
        f"verify: {result.checks} checks for {result.points:g} points; {counts or 'nothing'}{spared}, in both modes; "
        f"slowest check {result.slowest[0] or 'none'}, {result.slowest[1]:.1f} s; "
        f"{len(result.problems)} problems{more}; {time.monotonic() - began:.0f} s",
        markup=False,
        soft_wrap=True,
    )
    raise typer.Exit(1 if result.problems else 0)


@authors.command()
def translate(
    pending: Annotated[
        Path | None, typer.Option(help="Write what is untranslated to this JSON file, for translators.")
    ] = None,
    fill: Annotated[
        list[Path] | None,
        typer.Option(help="Take translations from this JSON file, {English: Chinese}. Can be repeated."),
    ] = None,
) -> None:
    """Bring the Chinese catalogue up to date with the course's texts, and tell what it lacks."""
    from autograder.authoring.translation.command import translate as bring_up_to_date  # noqa: PLC0415  see the module's docstring

    raise typer.Exit(0 if bring_up_to_date(console, pending, fill or []) else 1)


@authors.command()
def soak(
    names: Names = None,
    runs: Annotated[int, typer.Option(min=1, help="Runs of each check that draws, on each solution.")] = 1000,
    training_runs: Annotated[
        int, typer.Option(min=1, help="Runs of each check that trains, on each solution.")
    ] = 300,
    minutes: Annotated[
        float | None, typer.Option(min=0, help="Begin nothing more after so long.  [default: no limit]")
    ] = None,
    table: Annotated[Path | None, typer.Option(help="Write the table to this Markdown file, too.")] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Forget what was measured before.")] = False,
) -> None:
    """Measure how often checks that draw or train fail right solutions; takes hours, and goes on where it was."""
    from autograder.authoring import soak as soaking  # noqa: PLC0415  see the module's docstring
    from autograder.authoring.soak_table import markdown  # noqa: PLC0415  the same

    with console.status("soaking …") as status:
        tallies = soaking.soak(
            load_catalog(),
            names or (),
            runs=runs,
            training_runs=training_runs,
            seconds=math.inf if minutes is None else 60 * minutes,
            anew=anew,
            on_progress=lambda done, everything: status.update(f"{done} of {everything} parts done"),
        )
    text = markdown(tallies)
    console.print(text, markup=False, soft_wrap=True)
    if table:
        table.write_text(text, encoding="utf-8")
    raise typer.Exit(1 if any(one.failures and not one.is_rare for one in tallies) else 0)


new = typer.Typer(no_args_is_help=True, help="Write the first lines of an exercise, a mutant or a variant.")
authors.add_typer(new, name="new")


@new.command("exercise")
def new_exercise(
    lesson: Annotated[str, typer.Argument(help="The lesson that it belongs to: lesson_07.")],
    name: Annotated[str, typer.Argument(help="Name of its module: targets.")],
    title: Annotated[str, typer.Option(help="Its title.")] = "A new exercise",
) -> None:
    """Write a small exercise with a check that passes the gate, to be changed into yours."""
    from autograder.authoring import new as authoring  # noqa: PLC0415  see the module's docstring

    for file in authoring.new_exercise(load_catalog(), lesson, name, title):
        console.print(f"wrote {file.relative_to(ROOT)}")
    console.print(f"next: change them, then nox -s generate and nox -s verify -- {name}")


@new.command("mutant")
def new_mutant(
    exercise: Name, name: Annotated[str, typer.Argument(help="Its name, such as mask_inverted.")]
) -> None:
    """Begin a wrong solution in the exercise's bank."""
    from autograder.authoring import new as authoring  # noqa: PLC0415  see the module's docstring

    _tell_row(authoring.new_mutant(load_catalog().exercise(exercise), name), exercise)


@new.command("variant")
def new_variant(
    exercise: Name, name: Annotated[str, typer.Argument(help="Its name, such as with_a_loop.")]
) -> None:
    """Begin a right solution, written otherwise, in the exercise's bank."""
    from autograder.authoring import new as authoring  # noqa: PLC0415  see the module's docstring

    _tell_row(authoring.new_variant(load_catalog().exercise(exercise), name), exercise)


def _tell_row(file: Path, exercise: str) -> None:
    console.print(f"wrote the first lines at the end of {file.relative_to(ROOT)}", soft_wrap=True)
    console.print(f"next: fill them in, then nox -s verify -- {exercise} --changed")


@authors.command()
def mutate(
    names: Names = None,
    training: Annotated[
        bool, typer.Option("--training", help="Mutate also what is trained when it is checked: takes long.")
    ] = False,
) -> None:
    """Change the solutions a little in all ways: some check has to reject each change."""
    from autograder.authoring.mutation.show import mutate as change  # noqa: PLC0415  see the module's docstring

    raise typer.Exit(0 if change(console, names or [], training=training) else 1)


@authors.command()
def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Benchmarks: agents, checks, evaluation, grading, imitation, sandbox, watch."),
    ] = None,
) -> None:
    """Measure speed against peers, one process at a time."""
    scripts = {file.stem: file for file in sorted(BENCHMARKS.glob("[a-z]*.py"))}
    unknown = [name for name in names or [] if name not in scripts]
    if unknown:
        raise CourseError(f"there is no benchmark called '{unknown[0]}'; there are: {', '.join(scripts)}")
    failures = 0
    for name in names or scripts:
        console.rule(name)
        failures += subprocess.run([sys.executable, scripts[name]], check=False, cwd=ROOT).returncode != 0
    raise typer.Exit(1 if failures else 0)
