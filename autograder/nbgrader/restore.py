"""Repairs a handed-in notebook from the released one, so that nothing done to its cells changes a grade.

Test cells may come back edited, flagged otherwise, tagged, copied or deleted, and the file may be missing or no
notebook. None of that is what is graded, the modules are: so every graded cell is put back as it was released, at
the place where the student left it, and only the answer's text is the student's.
"""
# mypy: allow-untyped-calls, allow-subclassing-any, no-warn-return-any
# nbformat and nbgrader tell no types.

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, TextIO

    from nbformat import NotebookNode
    from nbgrader.converters import BaseConverter

    Resources = dict[str, Any]

_MAKERS = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
_FIRST_FORMAT_WITH_CELLS = 4
_LARGEST_NOTEBOOK = 20_000_000  # bytes; what is larger would stall the whole class
NOTE_ID = "note-from-the-autograder"
"""Id of the cell that tells what was mended."""


class UnreadableNotebookError(Exception):
    """A file that no notebook can be made of; the message says why."""


def read_notebook(path: Path) -> NotebookNode:
    """Read whatever a student handed in as a notebook, keeping of it what is well-formed and needed.

    Raises UnreadableNotebookError if the file is missing, too large, not JSON, or has no cells.
    """
    try:
        data = json.loads(_content(path))
        if isinstance(data, dict) and data.get("nbformat", 0) < _FIRST_FORMAT_WITH_CELLS:
            data = nbformat.convert(nbformat.from_dict(data), _FIRST_FORMAT_WITH_CELLS)
    except FileNotFoundError:
        raise UnreadableNotebookError("is missing") from None
    except (ValueError, RecursionError):
        raise UnreadableNotebookError("is not JSON") from None
    except UnreadableNotebookError:
        raise
    except Exception as error:  # converting an old or invented format may raise anything
        raise UnreadableNotebookError(f"cannot be read ({type(error).__name__})") from error
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        raise UnreadableNotebookError("is no notebook: it has no cells")
    return new_notebook(cells=[_rebuilt(cell, number) for number, cell in enumerate(data["cells"])])


def _content(path: Path) -> bytes:
    if path.stat().st_size > _LARGEST_NOTEBOOK:
        raise UnreadableNotebookError(f"is larger than {_LARGEST_NOTEBOOK:,} bytes")
    return path.read_bytes()


def _rebuilt(cell: object, number: int) -> NotebookNode:
    """Make a valid cell with the source, the kind, the pictures and, if it names one, the id of a graded cell."""
    given = cell if isinstance(cell, dict) else {}
    make = _MAKERS.get(str(given.get("cell_type")), new_raw_cell)
    metadata = given.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    kept = {"nbgrader": {"grade_id": name}} if isinstance(name, str) else {}
    is_note = number == 0 and given.get("id") == NOTE_ID  # of a notebook that stands in, or an earlier round
    plain = {
        "source": _source(given.get("source")),
        "id": NOTE_ID if is_note else f"handed-in-{number}",
        "metadata": kept,
    }
    if make is new_markdown_cell and given.get("attachments"):
        with contextlib.suppress(nbformat.ValidationError):
            return make(**plain, attachments=given["attachments"])
    return make(**plain)


def _source(source: object) -> str:
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def restore_notebook(handed_in: NotebookNode, released: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """Put every graded cell of `released` into `handed_in`; return the result and what had to be mended.

    A graded cell keeps the place of its first occurrence; copies of it become ordinary cells; a deleted one comes
    back after the graded cell before it. Of a manually graded cell, the student's text is kept: the last
    occurrence that differs from the release. Of all other cells only what is well-formed is kept.
    """
    handed = [_rebuilt(cell, number) for number, cell in enumerate(handed_in.cells)]
    originals = {_grade_id(cell): cell for cell in released.cells if _grade_id(cell)}
    notes: list[str] = []
    placed: set[str] = set()
    cells: list[NotebookNode] = []
    for cell in handed:
        name = _grade_id(cell)
        if name in originals and name not in placed:
            placed.add(name)
            versions = [version for version in handed if _grade_id(version) == name]
            cells.append(_restored(originals[name], versions, notes))
        else:
            if name in placed:
                notes.append(f"cell {name} was copied; the copy counts nothing")
            cells.append(_ungraded(cell))
    _put_back_deleted(cells, originals, notes)
    result = new_notebook(cells=cells, metadata=released.metadata)
    return (with_note(result, notes) if notes else result), notes


def _restored(original: NotebookNode, versions: Sequence[NotebookNode], notes: list[str]) -> NotebookNode:
    """Copy a graded cell as it was released; its text and pictures are the student's if a person grades it.

    `versions` are the student's cells of that id, in order.
    """
    cell = nbformat.from_dict(original)
    changed = [version for version in versions if version.source.strip() != original.source.strip()]
    if changed and original.metadata.nbgrader.solution:
        cell.source = changed[-1].source
        if cell.cell_type == "markdown" and "attachments" in changed[-1]:
            cell.attachments = changed[-1].attachments
    elif changed:
        notes.append(f"test cell {_grade_id(original)} was edited; it is judged as it was released")
    return cell


def _ungraded(cell: NotebookNode) -> NotebookNode:
    plain = nbformat.from_dict(cell)
    plain.metadata = nbformat.from_dict({})
    return plain


def _put_back_deleted(
    cells: list[NotebookNode], originals: Mapping[str, NotebookNode], notes: list[str]
) -> None:
    before: str | None = None
    for name, original in originals.items():
        present = [_grade_id(cell) for cell in cells]
        if name not in present:
            notes.append(f"cell {name} was deleted or is not recognisable; it was put back")
            cells.insert(_place_after(before, present), nbformat.from_dict(original))
        before = name


def _place_after(name: str | None, present: list[str]) -> int:
    """Index behind the graded cell `name`; before the first graded cell if there is none such."""
    if name is not None:
        return present.index(name) + 1
    return next((index for index, other in enumerate(present) if other), len(present))


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def with_note(notebook: NotebookNode, notes: list[str]) -> NotebookNode:
    """Tell in a first cell, which the feedback page shows, what was mended."""
    lines = "\n".join(f"- {note}" for note in notes)
    if notebook.cells and notebook.cells[0].get("id") == NOTE_ID:
        notebook.cells[0].source += f"\n{lines}"
    else:
        text = f"**Note from the autograder**\n\n{lines}"
        notebook.cells.insert(0, new_markdown_cell(source=text, id=NOTE_ID))
    return notebook


def substitute(released: NotebookNode, name: str, reason: str) -> NotebookNode:
    """Make the notebook that stands in for one that was not handed in, or cannot be read."""
    note = (
        f"`{name}` {reason}. The released notebook stands in for it: the modules are judged as usual, the "
        "question in words gets nothing."
    )
    return with_note(nbformat.from_dict(released), [note])


def read_released(folder: Path) -> NotebookNode:
    """Read the notebook of the released assignment in `folder`; CourseError if it has not been generated."""
    path = folder / f"{folder.name}.ipynb"
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError) as error:
        raise CourseError(
            f"cannot read the released notebook {path}; run nbgrader generate_assignment {folder.name} first"
        ) from error


class HandInExporter(NotebookExporter):
    """Reads notebooks for nbgrader's autograde step, whatever was handed in as one.

    Set as `c.Autograde.exporter_class`. The released notebook stands in for a hand-in that cannot be read.
    """

    def from_file(
        self, file_stream: TextIO, resources: Resources | None = None, **kw: object
    ) -> tuple[NotebookNode, Resources]:
        """Convert the notebook in the file `file_stream`; see nbconvert's `Exporter.from_file`."""
        path = Path(file_stream.name)
        if resources is None or path.parent != _submitted_folder(self.parent, resources["nbgrader"]):
            return super().from_file(
                file_stream, resources=resources, **kw
            )  # nbgrader's own, sanitised before
        try:
            notebook = read_notebook(path)
        except UnreadableNotebookError as error:
            self.log.warning("%s %s; the released notebook stands in for it", path, error)
            notebook = substitute(released_for(self.parent, path.stem), path.name, str(error))
        return self.from_notebook_node(notebook, resources=resources, **kw)


class RestoreCells(NbGraderPreprocessor):
    """Restores the graded cells of a hand-in; the first of `c.Autograde.sanitize_preprocessors`."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Restore `nb`; see nbconvert's `Preprocessor.preprocess`."""
        details = resources["nbgrader"]
        converter = self.parent.parent  # the exporter's parent
        restored, notes = restore_notebook(nb, released_for(converter, details["assignment"]))
        for note in notes:
            self.log.warning("%s, %s: %s", details["student"], details["assignment"], note)
        return restored, resources


def released_for(converter: BaseConverter, assignment: str) -> NotebookNode:
    """Read the released notebook of `assignment` in the course that nbgrader's `converter` works on."""
    coursedir = converter.coursedir
    return read_released(Path(coursedir.format_path(coursedir.release_directory, ".", assignment)))


def _submitted_folder(converter: BaseConverter, details: Mapping[str, str]) -> Path:
    coursedir = converter.coursedir
    student, assignment = details["student"], details["assignment"]
    return Path(coursedir.format_path(coursedir.submitted_directory, student, assignment))
