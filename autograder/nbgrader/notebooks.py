"""A lesson's notebooks, built from its reviewable text.

`solutions/<lesson>/notebook.py`, in jupytext's percent format, is the one source. The lesson's own notebook has
the same cells. The assignment's notebook adds, for nbgrader, one read-only test cell per exercise and a question
that a person grades. Both are deterministic: the same text gives the same bytes.
"""
# mypy: allow-untyped-calls, no-warn-return-any
# nbformat and nbgrader tell no types.

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import jupytext
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.errors import CourseError
from autograder.language import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nbformat import NotebookNode

    from autograder.catalog import Exercise, Lesson
    from autograder.language import Translator

ANSWER_STUB = "*Write your answer here, in place of this line.*"
"""What the cell of the manually graded question holds until a student answers."""

GRADING_ID = "what-counts"
"""Id of the heading of the graded part."""

QUESTION_ID = "question"
"""nbgrader's id of the cell that a person grades."""

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

_CHECK_TEXT = (
    '## Check your modules\n\nAs they are saved now. `check("NAME")` checks one of them alone; in a terminal, '
    "`nox -s check` does the same."
)
_LONGEST_ID = 64  # the notebook format's limit
_FORMAT_MINOR = 5  # the first minor version that has cell ids


def grade_id(exercise: Exercise | str) -> str:
    """Name nbgrader's test cell of an exercise, given itself or its name: `check-dataset`."""
    return f"check-{exercise if isinstance(exercise, str) else exercise.name}"


def lesson_notebook(lesson: Lesson, text: str) -> NotebookNode:
    """Build the notebook that lies beside a lesson's modules.

    `text` is the lesson's `notebook.py`. The result has no outputs, and cell ids that follow the headings. Raises
    CourseError if `text` has no cells or is not in the percent format.
    """
    cells = _cells_of(lesson, text)
    cells.append(_prose("check", _CHECK_TEXT))
    cells.append(new_code_cell(source="from autograder.notebook import check\n\ncheck()", id="check-all"))
    return _notebook(cells)


def translated_notebook(notebook: NotebookNode, language: str, translator: Translator) -> NotebookNode:
    """Return a lesson's notebook with its prose translated, and a cell that makes checks and predictions speak so, too.

    Code stays as it is, with its comments and the labels of its plots: Matplotlib's own fonts have no Chinese letters.
    """
    speak = new_code_cell(source=f'import os\n\nos.environ["{VARIABLE}"] = "{language}"', id="language")
    cells = [
        _prose(cell.id, translator.translated(cell.source)) if cell.cell_type == "markdown" else cell
        for cell in notebook.cells
    ]
    cells.insert(1, speak)
    translated = new_notebook(cells=cells, metadata=notebook.metadata)
    translated.nbformat_minor = notebook.nbformat_minor
    return translated


def assignment_notebook(lesson: Lesson, text: str) -> NotebookNode:
    """Build the notebook that nbgrader releases: the lesson's cells, the test cells, and the question.

    Arguments and errors are those of `lesson_notebook`.
    """
    cells = _cells_of(lesson, text)
    cells.append(_prose(GRADING_ID, _grading_text(lesson)))
    for exercise in lesson.exercises:
        cells.append(_prose(f"about-{exercise.name}", _exercise_text(exercise)))
        cells.append(_test_cell(lesson, exercise))
    cells.append(
        _prose(
            "about-question",
            f"### A question in words ({_points(lesson.question_points)})\n\n{lesson.question}",
        )
    )
    cells.append(_answer_cell(lesson))
    return _notebook(cells)


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """Write a notebook as the content of an `.ipynb` file, UTF-8 ending in a newline."""
    return str(nbformat.writes(notebook, version=4)).rstrip("\n").encode() + b"\n"


def _cells_of(lesson: Lesson, text: str) -> list[NotebookNode]:
    if not re.search(r"^# %%", text, flags=re.MULTILINE):
        raise CourseError(
            f"{lesson.name}/notebook.py has no cells; start each one with a line '# %%' or '# %% [markdown]'"
        )
    try:
        parsed = jupytext.reads(text, fmt="py:percent")
    except Exception as error:
        raise CourseError(
            f"{lesson.name}/notebook.py is not in jupytext's percent format: {error}"
        ) from error
    return [_plain(cell) for cell in parsed.cells]


def _plain(cell: NotebookNode) -> NotebookNode:
    """Keep a cell's kind and source alone; jupytext's metadata and random ids would differ from run to run."""
    make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    return make(source=cell.source, id="unnamed")


def _notebook(cells: list[NotebookNode]) -> NotebookNode:
    for cell, name in zip(cells, _unique_ids(cells), strict=True):
        cell["id"] = name
    notebook = new_notebook(
        cells=cells, metadata={"kernelspec": dict(KERNELSPEC), "language_info": {"name": "python"}}
    )
    notebook.nbformat_minor = _FORMAT_MINOR
    nbformat.validate(notebook)
    return notebook


def _unique_ids(cells: Iterable[NotebookNode]) -> list[str]:
    """Name every cell after the heading it stands under, with a number where several stand there."""
    ids: list[str] = []
    heading = "start"
    for cell in cells:
        fixed = cell["id"] if cell["id"] != "unnamed" else ""
        if not fixed and (found := re.match(r"#+\s+(.+)", cell.source)) and cell.cell_type == "markdown":
            heading = _slug(found[1])
        wanted = fixed or heading
        number = 1
        name = wanted
        while name in ids:
            number += 1
            name = f"{wanted}-{number}"
        ids.append(name)
    return ids


def _slug(heading: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
    return plain[: _LONGEST_ID - len("-999")] or "cell"


def _prose(name: str, text: str) -> NotebookNode:
    return new_markdown_cell(source=text, id=name)


def _grading_text(lesson: Lesson) -> str:
    total = _points(lesson.points + lesson.question_points)
    return (
        f"## What counts\n\n{total} in all. Each cell below judges one module that you wrote, as it lies in "
        "this folder *now*: save the module, then run its cell. It shows what is right, what is wrong and why, "
        "and ends with the points. Your instructor's grade comes from the same checks on the modules you hand "
        "in; what you change in these cells changes nothing there."
    )


def _exercise_text(exercise: Exercise) -> str:
    return f"### `{exercise.name}.py`: {exercise.title} ({_points(exercise.points)})"


def _test_cell(lesson: Lesson, exercise: Exercise) -> NotebookNode:
    source = f'from autograder.nbgrader import grade\n\ngrade("{lesson.name}", "{exercise.name}")'
    return new_code_cell(
        source=source,
        id=grade_id(exercise),
        metadata=_cell_metadata(grade_id(exercise), exercise.points, manual=False),
    )


def _answer_cell(lesson: Lesson) -> NotebookNode:
    return new_markdown_cell(
        source=ANSWER_STUB,
        id=QUESTION_ID,
        metadata=_cell_metadata(QUESTION_ID, lesson.question_points, manual=True),
    )


def _cell_metadata(name: str, points: float, *, manual: bool) -> dict[str, object]:
    """Metadata by which nbgrader knows a graded cell (its schema version 3)."""
    nbgrader = {
        "grade": True,
        "grade_id": name,
        "locked": not manual,
        "points": int(points) if points == int(points) else points,
        "schema_version": 3,
        "solution": manual,
        "task": False,
    }
    shown = {"deletable": False} if manual else {"deletable": False, "editable": False}
    return {**shown, "nbgrader": nbgrader}


def _points(points: float) -> str:
    return f"{points:g} point" if points == 1 else f"{points:g} points"
