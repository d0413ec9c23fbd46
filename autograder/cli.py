"""The `course` command. Everything heavy is imported where it is used, so that a command starts at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from autograder import student_commands as student
from autograder.arguments import Name, Names  # noqa: TC001  Typer looks at them
from autograder.authoring.commands import authors
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.helps import SpeakingGroup
from autograder.language import _, choose, translated
from autograder.paths import ASSIGNMENTS, LESSONS, WORK
from autograder.report.safe_text import one_line

app = typer.Typer(
    cls=SpeakingGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(authors)
console = Console(highlight=False)

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
        says = one_line(translated(str(error)), 1000)
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            _("error: {says}").format(says=says), markup=False
        )
        sys.exit(2)
    sys.exit(0)


def _speak(language: str | None) -> None:
    """Speak the language that was asked for, if any was."""
    if language is not None:
        choose(language)


@app.callback()
def course(
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            help="Language to speak: en or zh.  [default: COURSE_LANG, else the locale]",
            is_eager=True,
            callback=_speak,
        ),
    ] = None,
) -> None:
    """A course in deep Q-learning whose checks name the bug."""


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
def predict(
    lesson: Annotated[str, typer.Argument(help="A lesson: lesson_07.")],
) -> None:
    """Say what small programs will print, before you run them: two or three questions for each lesson."""
    student.predict(console, lesson)


@app.command()
def train(
    setting: Annotated[str, typer.Argument(help="GOOD or BAD hyper-parameters.")] = "GOOD",
    changes: Annotated[
        list[str] | None, typer.Option("--set", help="Change one: batch_size=16. Can be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="For the first weights and everything drawn.")] = 0,
    steps: Annotated[int, typer.Option(min=1, help="Steps at most, all games together.")] = 20_000,
    folder: Annotated[Path, typer.Option(help="Where runs are written.")] = LESSONS
    / "lesson_07_deep_q_agent"
    / "runs",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew, also if a run was interrupted.")
    ] = False,
    with_reference: Annotated[
        bool, typer.Option("--reference", help="Use the course's solution in place of your modules.")
    ] = False,
) -> None:
    """Train your deep Q-agent; Ctrl-C interrupts, and the same command goes on where it stopped."""
    from autograder import train as training  # noqa: PLC0415  see the module's docstring

    if setting.upper() not in {"GOOD", "BAD"}:
        raise CourseError(f"there is no setting '{setting}'; there are: GOOD, BAD")
    plan = training.Plan(setting.upper(), training.read_changes(changes or ()), seed, steps)
    training.train(console, plan, folder, fresh=fresh, with_reference=with_reference)


@app.command()
def play(
    agent: Annotated[
        Path | None, typer.Option(help="Folder that DeepQAgent.save wrote.  [default: the expert]")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="For the first state of the pole.")] = 0,
    gif: Annotated[
        Path | None,
        typer.Option(help="Write an animation to this file.  [without a display: .course/episode.gif]"),
    ] = None,
) -> None:
    """Show an agent at work, in a window or as an animated picture."""
    from autograder import play as playing  # noqa: PLC0415  see the module's docstring

    policy = playing.load_policy(agent)
    if gif is None and not playing.has_display():
        gif = WORK / "episode.gif"
    total, frames = playing.play_episode(policy, seed, "rgb_array" if gif else "human")
    console.print(_("return {total} of 500, seed {seed}").format(total=f"{total:g}", seed=seed))
    if gif:
        playing.write_animation(frames, gif)
        console.print(_("wrote {file}: open it in a browser").format(file=gif), markup=False, soft_wrap=True)


@app.command()
def tensorboard(
    folder: Annotated[Path, typer.Option(help="Where the runs are.")] = LESSONS,
    port: Annotated[int, typer.Option(help="Port of the page.")] = 6006,
) -> None:
    """Open TensorBoard on the curves that your trainings wrote."""
    import subprocess  # noqa: PLC0415  see the module's docstring

    from autograder.watch.tensorboard import command, has_logs  # noqa: PLC0415  the same

    if not has_logs(folder):
        raise CourseError(
            f"no training has written curves below '{folder}' yet; run a notebook's training, or course train"
        )
    address = f"http://localhost:{port}"
    console.print(_("TensorBoard: open {address}; Ctrl-C ends it").format(address=address))
    raise typer.Exit(subprocess.run(command(folder, "--port", str(port)), check=False).returncode)


@app.command()
def explain(
    name: Annotated[
        str, typer.Argument(metavar="CHECK", help="A check: the_mean, or an exercise, for all of its checks.")
    ],
) -> None:
    """Tell what a check does and why it matters."""
    student.explain(console, name)


@app.command()
def watch(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[EXERCISE]", help="Where to begin.  [default: where you left off]"),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Print line after line, for a screen reader or a simple terminal.")
    ] = False,
    poll: Annotated[
        bool, typer.Option("--poll", help="Look for saved files again and again, where no events arrive.")
    ] = False,
) -> None:
    """Follow your files: save, and see at once what works and what to mend."""
    from autograder.watch.command import watch as follow  # noqa: PLC0415  see the module's docstring

    follow(console, name, plain=plain, poll=poll)


@app.command()
def progress() -> None:
    """Show how far you have come, from your last checks."""
    student.progress(console)


@app.command()
def reset(name: Name) -> None:
    """Put an exercise's skeleton back; your version is kept in .course/backups."""
    student.reset(console, name)


@app.command()
def solution(
    name: Name,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show only where your version and the reference differ.")
    ] = False,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Show it although the exercise does not pass yet.")
    ] = False,
) -> None:
    """Show the reference solution of an exercise that has passed, or that you give up."""
    student.solution(console, name, beside_mine=diff, give_up=give_up)


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
        console.print(f"[{style}]{mark}[/] {translated(finding.name)}: ", end="")
        console.print(translated(finding.told), markup=False, soft_wrap=True)
        if not finding.works:
            remedy = translated(finding.remedy)
            console.print(_("    remedy: {remedy}").format(remedy=remedy), markup=False, soft_wrap=True)
    show_enforcement(best_level(), console)
    raise typer.Exit(0 if all(finding.works for finding in findings) else 1)


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
