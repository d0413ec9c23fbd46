"""Writes `lessons/` and `assignments/source/` from `solutions/`, and tells what is out of date."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from autograder.authoring.skeleton import skeleton
from autograder.errors import CourseError
from autograder.language import CHINESE, read_catalogue
from autograder.paths import ASSIGNMENTS, LESSONS, ROOT, SOLUTIONS, WORK
from autograder.student import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.catalog import Catalog, Exercise, Lesson
    from autograder.language import Translator

SOURCE = ASSIGNMENTS / "source"
NOTEBOOK_TEXT = "notebook.py"
_LEFT_OUT = {"__pycache__", NOTEBOOK_TEXT}
_WRITTEN_BY_STUDENTS = {".csv"}
_OTHER_LANGUAGE = {
    "README.md": ("README.zh.md", "简体中文"),
    "README.zh.md": ("README.md", "English"),
}
_HAND_WRITTEN = {LESSONS / "course.toml"}


def exercise_skeleton(exercise: Exercise) -> str:
    """Return the skeleton of one exercise; CourseError if its solution cannot be read."""
    file = SOLUTIONS / exercise.file
    try:
        source = file.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(f"cannot read {file}: {error.strerror}; every exercise needs a solution") from error
    return skeleton(source, exercise.file)


def generated_files(catalog: Catalog) -> dict[Path, bytes]:
    """Return every file that is made from `solutions/`, with the content it should have."""
    files: dict[Path, bytes] = {CHINESE: _compiled_catalogue()}
    translator = read_catalogue(files[CHINESE])
    for lesson in catalog.lessons:
        files.update(_lesson_files(lesson, translator))
        files.update(_assignment_files(lesson))
    files.update(_copies(SOLUTIONS / "expert", LESSONS / "expert"))
    return {file: _linked(file, content, files) for file, content in files.items()}


def stale_files(catalog: Catalog) -> list[Path]:
    """List files that differ from what generating would write, are missing, or should not be there."""
    return _stale(generated_files(catalog))


def _stale(wanted: dict[Path, bytes]) -> list[Path]:
    different = [
        file for file, content in wanted.items() if not file.is_file() or file.read_bytes() != content
    ]
    return sorted([*different, *(file for file in _present() if file not in wanted)])


def generate(catalog: Catalog) -> list[Path]:
    """Write what is out of date and delete what is not generated any more; return what changed.

    What is replaced is kept in `.course/backups`, because a student's own work may stand there.
    """
    wanted = generated_files(catalog)
    changed = _stale(wanted)
    back_up([file for file in changed if file.is_file()])
    for file in changed:
        if file in wanted:
            write_atomically(file, wanted[file])
        else:
            _delete(file)
    return changed


def back_up(files: list[Path]) -> Path | None:
    """Copy `files` of this repository into a fresh folder of `.course/backups`; return that folder.

    Raises CourseError if that is impossible: then nothing may be replaced.
    """
    if not files:
        return None
    stamp = time.strftime("%Y-%m-%d_%H-%M-%S")
    folder = WORK / "backups" / f"{stamp}_{time.time_ns() % 1_000_000_000:09d}"
    for file in files:
        copy = folder / file.relative_to(ROOT)
        try:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy)
        except OSError as error:
            raise CourseError(
                f"cannot back up {file}: {error.strerror}; nothing was changed, free some space"
            ) from error
    return folder


def _delete(file: Path) -> None:
    try:
        file.unlink()
    except OSError as error:
        raise CourseError(f"cannot delete {file}: {error.strerror}; make its folder writable") from error


def _lesson_files(lesson: Lesson, translator: Translator) -> dict[Path, bytes]:
    from autograder.nbgrader.notebooks import (  # noqa: PLC0415  nbformat is slow to import, and resetting an exercise needs none of it
        lesson_notebook,
        notebook_bytes,
        translated_notebook,
    )

    files = _copies(SOLUTIONS / lesson.name, LESSONS / lesson.name)
    for exercise in lesson.exercises:
        files[LESSONS / exercise.file] = exercise_skeleton(exercise).encode()
    notebook = lesson_notebook(lesson, notebook_text(lesson))
    files[LESSONS / lesson.name / "lesson.ipynb"] = notebook_bytes(notebook)
    in_chinese = translated_notebook(notebook, "zh", translator)
    files[LESSONS / lesson.name / "lesson.zh.ipynb"] = notebook_bytes(in_chinese)
    return files


def _assignment_files(lesson: Lesson) -> dict[Path, bytes]:
    from autograder.nbgrader.notebooks import assignment_notebook, notebook_bytes  # noqa: PLC0415  the same

    folder = SOURCE / lesson.name
    files = {
        folder / f"{exercise.name}.py": exercise_skeleton(exercise).encode() for exercise in lesson.exercises
    }
    notebook = assignment_notebook(lesson, notebook_text(lesson))
    files[folder / f"{lesson.name}.ipynb"] = notebook_bytes(notebook)
    return files


def notebook_text(lesson: Lesson) -> str:
    """Read the text that a lesson's notebooks are made from; CourseError if it is not there."""
    file = SOLUTIONS / lesson.name / NOTEBOOK_TEXT
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(
            f"cannot read {file}: {error.strerror}; every lesson needs a {NOTEBOOK_TEXT}"
        ) from error


def _compiled_catalogue() -> bytes:
    """Compile the Chinese catalogue as it is now: it is committed, so that a clone needs no step to make it."""
    from autograder.authoring.translation.catalogue import mo_bytes, read  # noqa: PLC0415  they import this module

    return mo_bytes(read())


def _linked(file: Path, content: bytes, files: dict[Path, bytes]) -> bytes:
    """Begin a text that is there in two languages with a link to the other one."""
    other, name = _OTHER_LANGUAGE.get(file.name, ("", ""))
    if file.parent / other not in files:
        return content
    return f"[{name}]({other})\n\n".encode() + content


def _copies(source: Path, target: Path) -> dict[Path, bytes]:
    return {target / file.relative_to(source): file.read_bytes() for file in _files(source)}


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not _LEFT_OUT & set(file.relative_to(folder).parts):
            yield file


def _present() -> Iterator[Path]:
    """Walk over the files that are there now, but for what students make and the manifest."""
    for folder in (LESSONS, SOURCE):
        for file in _files(folder):
            hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
            if file not in _HAND_WRITTEN and file.suffix not in _WRITTEN_BY_STUDENTS and not hidden:
                yield file
