"""Where the course's texts stand: one walk over everything that a student may get to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from babel.messages.extract import extract

from autograder.authoring.translation.strings import arguments_of, texts_of
from autograder.descriptions import describe_checks
from autograder.helps import help_texts
from autograder.language import LABEL
from autograder.paths import CHECKS, LESSONS, MANIFEST, ROOT, SOLUTIONS
from autograder.predict import read_questions
from autograder.texts import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.catalog import Catalog, Exercise, Lesson

_PACKAGE = ROOT / "autograder"
_FOR_AUTHORS = {"authoring", "site"}
"""Parts of the package that only authors use: they speak English."""

_OF_REPORTS = (
    "aids.py",
    "catalog.py",
    "checks.py",
    "curves.py",
    "descriptions.py",
    "diagnosis.py",
    "doctor.py",
    "expectations.py",
    "judge.py",
    "judge_child.py",
    "proxies.py",
    "remote.py",
    "report/model.py",
    "submission.py",
    "watch/board.py",
    "watch/follow.py",
    "watch/runner.py",
    "watch/session.py",
    "watch/tensorboard.py",
    "worker/raised.py",
)
"""Modules whose strings become part of reports, notices and findings; they are translated where those are shown."""


class Source(NamedTuple):
    """A text, the file that it stands in, and what it is, for whoever translates it."""

    text: str
    file: str
    kind: str


def sources(catalog: Catalog) -> Iterator[Source]:
    """Walk over all texts, in the order of the course, then of the package; a text may come several times."""
    yield Source(catalog.title, _shown(MANIFEST), "title of the course")
    for lesson in catalog.lessons:
        yield from _of_lesson(lesson)
    yield from _of_checks(catalog)
    yield from _of_package()
    yield from _of_help()


def _of_lesson(lesson: Lesson) -> Iterator[Source]:
    manifest = _shown(MANIFEST)
    yield Source(lesson.title, manifest, "title of a lesson")
    yield Source(lesson.question.strip(), manifest, "question to answer in words")
    for exercise in lesson.exercises:
        yield Source(exercise.title, manifest, "title of an exercise")
        for hint in exercise.hints:
            yield Source(hint, manifest, f"hint of {exercise.name}")
        if exercise.question:
            yield Source(exercise.question, manifest, "something to think about")
    predictions = _shown(LESSONS / lesson.name / "predict.toml")
    for question in read_questions(lesson, SOLUTIONS):
        for text in (question.words, question.because, *question.wrong.values()):
            yield Source(text, predictions, "prediction of what is printed")
    yield from _of_notebook(lesson)


def _of_notebook(lesson: Lesson) -> Iterator[Source]:
    from autograder.authoring.generate import notebook_text  # noqa: PLC0415  nbformat is slow to import
    from autograder.nbgrader.notebooks import lesson_notebook  # noqa: PLC0415  the same

    for cell in lesson_notebook(lesson, notebook_text(lesson)).cells:
        if cell.cell_type == "markdown":
            yield Source(
                cell.source, _shown(SOLUTIONS / lesson.name / "notebook.py"), "cell of a notebook (Markdown)"
            )


def _of_checks(catalog: Catalog) -> Iterator[Source]:
    for exercise in catalog.exercises:
        yield from _described(exercise)
    for lesson in catalog.lessons:
        for file in sorted((CHECKS / lesson.name).glob("*.py")):
            for text in texts_of(file.read_text(encoding="utf-8")):
                yield Source(text, _shown(file), "what a check finds")


def _described(exercise: Exercise) -> Iterator[Source]:
    file = _shown(CHECKS / exercise.check_file)
    for check in describe_checks(exercise):
        yield Source(check.statement, file, "what a check demands")
        for paragraph in paragraphs(check.explanation):
            if not paragraph.startswith("    "):  # that is a formula
                yield Source(paragraph, file, "why a check demands it")


def _of_package() -> Iterator[Source]:
    for file in sorted(_PACKAGE.rglob("*.py")):
        if file.relative_to(_PACKAGE).parts[0] in _FOR_AUTHORS:
            continue
        source = file.read_text(encoding="utf-8")
        for text in arguments_of(source, "CourseError"):
            yield Source(text, _shown(file), "error")
        with file.open("rb") as code:
            for _line, label, _comments, _context in extract(
                "python", code, keywords={"_": None, "N_": None}
            ):
                yield Source(str(label), _shown(file), LABEL)
    for name in _OF_REPORTS:
        for text in texts_of((_PACKAGE / name).read_text(encoding="utf-8")):
            yield Source(text, _shown(_PACKAGE / name), "message")


def _of_help() -> Iterator[Source]:
    """The help of all commands but the authors'."""
    from typer.main import get_command  # noqa: PLC0415  the same

    from autograder.authoring.commands import authors  # noqa: PLC0415  it imports this module
    from autograder.cli import app  # noqa: PLC0415  the same

    course = get_command(app)
    others = {"new", *getattr(get_command(authors), "commands", ())}
    commands = [one for name, one in getattr(course, "commands", {}).items() if name not in others]
    for command in (course, *commands):
        for text in help_texts(command):
            yield Source(text, _shown(_PACKAGE / "cli.py"), "help of a command")


def _shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
