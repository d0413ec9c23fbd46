"""The `course` command. Everything heavy is imported where it is used, so that a command starts at once."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from autograder import student_commands as student
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import ASSIGNMENTS, BENCHMARKS, LESSONS, ROOT, WORK
from autograder.report.safe_text import one_line

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
console = Console(highlight=False)

Names = Annotated[
    list[str] | None, typer.Argument(help="Lessons or exercises: lesson_07, targets. All if none.")
]
Name = Annotated[
    str, typer.Argument(help="An exercise: targets, or lesson_07/training where the name is not unique.")
]
AcceptWeaker = Annotated[
    bool,
    typer.Option(
        "--accept-weaker-sandbox",
        help="Also where student code can only be limited, not isolated: if you trust it.",
    ),
]
CourseDir = Annotated[Path, typer.Option("--course-dir", help="The nbgrader course to work in.")]


def main() -> NoReturn:
    """Run the command line; an error that the user can mend is one line and exit status 2."""
    try:
        app(standalone_mode=True)
    except CourseError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"error: {one_line(str(error), 1000)}", markup=False
        )
        sys.exit(2)
    sys.exit(0)


@app.command()
def check(
    names: Names = None,
    submission: Annotated[Path, typer.Option(help="Folder to check, laid out like lessons/.")] = LESSONS,
    json: Annotated[Path | None, typer.Option(help="Write the report as JSON to this file.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the report as JUnit XML to this file.")] = None,
    debugger: Annotated[
        bool, typer.Option("--pdb", help="Stop in the debugger at the first failure.")
    ] = False,
    in_sandbox: Annotated[
        bool,
        typer.Option("--sandbox", help="Run the code as for a grade: confined, in a process of its own."),
    ] = False,
) -> None:
    """Check your code: a table of what works, and for each exercise the first thing to mend."""
    if debugger:
        raise typer.Exit(student.debug(names or [], submission))
    passed = student.check(console, names or [], submission, json, junit, in_sandbox=in_sandbox)
    raise typer.Exit(0 if passed else 1)


@app.command()
def hint(name: Name) -> None:
    """Give the next of an exercise's three hints."""
    student.hint(console, name)


@app.command()
def progress() -> None:
    """Show how far you have come, from your last checks."""
    student.progress(console)


@app.command()
def reset(name: Name) -> None:
    """Put an exercise's skeleton back; your version is kept in .course/backups."""
    student.reset(console, name)


@app.command()
def solution(name: Name) -> None:
    """Show an exercise's reference solution."""
    student.solution(console, name)


@app.command()
def inspect(
    path: Annotated[
        Path, typer.Argument(help="A CSV file, a saved agent's folder, a notebook or a JSON report.")
    ],
    episodes: Annotated[int, typer.Option(min=1, help="Episodes to play a saved agent for.")] = 1_000,
) -> None:
    """Say what a file of the course holds, or what is wrong with it."""
    from autograder.inspection import inspect_path  # noqa: PLC0415  see the module's docstring

    inspect_path(console, path, episodes)


@app.command()
def doctor() -> None:
    """Tell whether this machine has what the course needs."""
    from autograder.doctor import examine  # noqa: PLC0415  see the module's docstring
    from autograder.sandbox.launch import best_level  # noqa: PLC0415  the same
    from autograder.sandboxed import show_enforcement  # noqa: PLC0415  the same

    findings = examine()
    for finding in findings:
        mark, style = ("✓", "green") if finding.works else ("✗", "red")
        console.print(f"[{style}]{mark}[/] {finding.name}: ", end="")
        console.print(finding.told, markup=False, soft_wrap=True)
        if not finding.works:
            console.print(f"    remedy: {finding.remedy}", markup=False, soft_wrap=True)
    show_enforcement(best_level(), console)
    raise typer.Exit(0 if all(finding.works for finding in findings) else 1)


@app.command()
def generate() -> None:
    """Write lessons/ and assignments/source/ from solutions/."""
    from autograder.authoring.generate import generate as write  # noqa: PLC0415  see the module's docstring

    changed = write(load_catalog())
    for file in changed:
        console.print(f"{'wrote' if file.exists() else 'deleted'} {file.relative_to(ROOT)}", markup=False)
    console.print(f"{len(changed)} files changed" if changed else "everything was current")


@app.command()
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
    counts = ", ".join(f"{count} {kind}{'s' * (count != 1)}" for kind, count in result.proofs.items())
    spared = f" ({result.spared} unchanged)" if result.spared else ""
    console.print(
        f"verify: {result.checks} checks for {result.points:g} points; {counts or 'nothing'}{spared}, in both modes; "
        f"slowest check {result.slowest[0] or 'none'}, {result.slowest[1]:.1f} s; "
        f"{len(result.problems)} problems; {time.monotonic() - began:.0f} s",
        markup=False,
        soft_wrap=True,
    )
    raise typer.Exit(1 if result.problems else 0)


@app.command()
def release(course_dir: CourseDir = ASSIGNMENTS, names: Names = None) -> None:
    """Generate and release the assignments with nbgrader."""
    lessons = _lesson_names(names)
    from autograder.nbgrader.course import NbgraderCourse  # noqa: PLC0415  see the module's docstring
    from autograder.nbgrader.rounds import Round  # noqa: PLC0415  the same

    Round(NbgraderCourse(course_dir), console, lessons).release()


@app.command()
def grade(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SUBMISSIONS",
            help="Folders laid out like lessons/, or archives of such. With --nbgrader: lessons.",
        ),
    ] = None,
    class_folder: Annotated[
        Path | None, typer.Option("--class", help="Grade everything in this folder.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Grade this lesson or exercise alone; can be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Folder for reports and scores.csv.  [default: .course/grades]")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Submissions judged side by side.  [default: one per core]")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Judge unchanged submissions again, too.")] = False,
    nbgrader: Annotated[
        bool, typer.Option("--nbgrader", help="Collect, autograde, write feedback and export with nbgrader.")
    ] = False,
    course_dir: Annotated[
        Path | None,
        typer.Option("--course-dir", help="With --nbgrader: the course to work in.  [default: assignments]"),
    ] = None,
    accept_weaker: AcceptWeaker = False,
) -> None:
    """Grade many submissions, or with --nbgrader a class in nbgrader's folders."""
    if nbgrader:
        _refuse_options({"--class": class_folder, "--only": only, "--output": output, "--again": again})
        lessons = _lesson_names(names)
        from autograder.nbgrader.rounds import run_round  # noqa: PLC0415  see the module's docstring

        run_round(
            course_dir or ASSIGNMENTS, console, lessons=lessons, workers=workers, accept_weaker=accept_weaker
        )
        return
    if course_dir is not None:
        raise CourseError("--course-dir names an nbgrader course: say --nbgrader as well")
    from autograder import grade_command  # noqa: PLC0415  see the module's docstring

    status = grade_command.grade(
        console,
        [Path(name) for name in names or []],
        output=output or WORK / "grades",
        class_folder=class_folder,
        only=only or [],
        workers=workers,
        again=again,
        accept_weaker=accept_weaker,
    )
    raise typer.Exit(status)


@app.command()
def demo(workdir: Annotated[Path, typer.Option(help="Folder to work in.")] = WORK / "demo") -> None:
    """Grade a demo class of hand-ins through nbgrader and show the results."""
    from autograder.demo_class import run_demo  # noqa: PLC0415  see the module's docstring

    result = run_demo(workdir, console)
    raise typer.Exit(1 if result.surprises else 0)


@app.command()
def mutate(
    names: Names = None,
    training: Annotated[
        bool, typer.Option("--training", help="Mutate also what is trained when it is checked: takes long.")
    ] = False,
) -> None:
    """Change the solutions a little in all ways: some check has to reject each change."""
    from autograder.authoring.mutation.show import mutate as change  # noqa: PLC0415  see the module's docstring

    raise typer.Exit(0 if change(console, names or [], training=training) else 1)


@app.command()
def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Benchmarks: agents, evaluation, imitation, checks, sandbox, grading."),
    ] = None,
) -> None:
    """Measure speed against peers, one process at a time."""
    import subprocess  # noqa: PLC0415  see the module's docstring

    scripts = {file.stem: file for file in sorted(BENCHMARKS.glob("[a-z]*.py"))}
    unknown = [name for name in names or [] if name not in scripts]
    if unknown:
        raise CourseError(f"there is no benchmark called '{unknown[0]}'; there are: {', '.join(scripts)}")
    failures = 0
    for name in names or scripts:
        console.rule(name)
        failures += subprocess.run([sys.executable, scripts[name]], check=False, cwd=ROOT).returncode != 0
    raise typer.Exit(1 if failures else 0)


def _refuse_options(options: dict[str, object]) -> None:
    """Refuse options that would do nothing."""
    given = [name for name, value in options.items() if value]
    if given:
        raise CourseError(f"{given[0]} does not go with --nbgrader; leave one of them out")


def _lesson_names(names: list[str] | None) -> list[str]:
    catalog = load_catalog()
    return (
        [catalog.lesson(name).name for name in names]
        if names
        else [lesson.name for lesson in catalog.lessons]
    )
