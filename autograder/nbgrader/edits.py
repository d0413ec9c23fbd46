"""Named edits that turn solutions and released notebooks into the hand-ins of a demo class.

An edit of a module replaces one function's solution, so it survives rewording of the solutions; it fails loudly
where the function is gone. All edits work on a hand-in: a folder laid out like `lessons/`.
"""
# mypy: allow-untyped-calls, no-warn-return-any
# nbformat and nbgrader tell no types.

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING, NamedTuple, Protocol

import nbformat
from nbformat.v4 import new_code_cell

from autograder.authoring.skeleton import BEGIN, END
from autograder.errors import CourseError
from autograder.nbgrader.notebooks import QUESTION_ID, grade_id, notebook_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbformat import NotebookNode


class Edit(Protocol):
    """Something done to a hand-in."""

    def __call__(self, hand_in: Path) -> None:
        """Do it to the hand-in in this folder."""


class Rewrite(NamedTuple):
    """Write a function's solution otherwise; `function` is a name, or `Class.method`."""

    exercise: str
    function: str
    body: str

    def __call__(self, hand_in: Path) -> None:
        """Replace the solution's lines; CourseError if the function has none."""
        file = hand_in / f"{self.exercise}.py"
        file.write_text(
            rewritten(file.read_text(encoding="utf-8"), self.function, self.body), encoding="utf-8"
        )


class Prepend(NamedTuple):
    """Put lines at the top of a module, before its docstring."""

    exercise: str
    lines: str

    def __call__(self, hand_in: Path) -> None:
        """Put them there."""
        file = hand_in / f"{self.exercise}.py"
        file.write_text(f"{self.lines}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")


class Remove(NamedTuple):
    """Leave a file out, named by its path in the hand-in."""

    file: str

    def __call__(self, hand_in: Path) -> None:
        """Delete it."""
        (hand_in / self.file).unlink()


class Garble(NamedTuple):
    """Cut a lesson's notebook off in the middle, as a full disk does."""

    lesson: str

    def __call__(self, hand_in: Path) -> None:
        """Keep the first half of the file."""
        file = hand_in / self.lesson / f"{self.lesson}.ipynb"
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2])


class Answer(NamedTuple):
    """Answer the question of a lesson that a person grades."""

    lesson: str
    text: str

    def __call__(self, hand_in: Path) -> None:
        """Write the answer into its cell."""

        def write(notebook: NotebookNode) -> None:
            _cell(notebook, QUESTION_ID).source = self.text

        change_notebook(hand_in, self.lesson, write)


class ForgeTestCell(NamedTuple):
    """Write something into a test cell that gives full points when run, and tag it so that it is not run."""

    exercise: str
    source: str

    def __call__(self, hand_in: Path) -> None:
        """Change the cell's source and metadata."""

        def forge(notebook: NotebookNode) -> None:
            cell = _test_cell(notebook, self.exercise)
            cell.source = self.source
            cell.metadata.update(editable=True, tags=["skip-execution"])
            cell.metadata.nbgrader.update(locked=False)

        change_notebook(hand_in, _lesson_of(self.exercise), forge)


class DeleteTestCell(NamedTuple):
    """Delete a test cell."""

    exercise: str

    def __call__(self, hand_in: Path) -> None:
        """Take it out of the notebook."""

        def delete(notebook: NotebookNode) -> None:
            notebook.cells.remove(_test_cell(notebook, self.exercise))

        change_notebook(hand_in, _lesson_of(self.exercise), delete)


class CopyTestCell(NamedTuple):
    """Copy a test cell to the end of its notebook, metadata and all, and write a cell of one's own behind it."""

    exercise: str

    def __call__(self, hand_in: Path) -> None:
        """Add the two cells."""

        def copy(notebook: NotebookNode) -> None:
            cell = nbformat.from_dict(_test_cell(notebook, self.exercise))
            cell["id"] = f"{cell['id']}-copy"
            notebook.cells += [cell, new_code_cell(source='print("what I tried")', id="mine")]

        change_notebook(hand_in, _lesson_of(self.exercise), copy)


def rewritten(source: str, function: str, body: str) -> str:
    """Return a solution's source with `body` in place of the solution of `function`.

    Raises CourseError if there is no such function, or it holds no solution.
    """
    lines = source.splitlines(keepends=True)
    first, last = _span(ast.parse(source), function)
    begin = next((row for row in range(first - 1, last) if lines[row].strip() == BEGIN), None)
    if begin is None:
        raise CourseError(f"{function} holds no solution to rewrite; mend the edit that names it")
    end = next(
        row for row in range(begin, len(lines)) if lines[row].strip() == END
    )  # a comment ends no function
    indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
    new = textwrap.indent(textwrap.dedent(body).strip("\n") + "\n", indent)
    return "".join([*lines[:begin], new, *lines[end + 1 :]])


def _span(tree: ast.Module, function: str) -> tuple[int, int]:
    """Return the first and the last line of a function, from 1."""
    body: list[ast.stmt] = tree.body
    for name in function.split("."):
        found = [
            node for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name
        ]
        if not found:
            raise CourseError(f"there is no function {function} any more; mend the edit that names it")
        node = found[0]
        body = node.body
    return node.lineno, node.end_lineno or node.lineno


def change_notebook(hand_in: Path, lesson: str, change: Callable[[NotebookNode], None]) -> None:
    """Read a hand-in's notebook, change it in place, and write it back."""
    file = hand_in / lesson / f"{lesson}.ipynb"
    notebook = nbformat.read(file, as_version=4)
    change(notebook)
    file.write_bytes(notebook_bytes(notebook))


def _test_cell(notebook: NotebookNode, exercise: str) -> NotebookNode:
    return _cell(notebook, grade_id(exercise.partition("/")[2]))


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def _lesson_of(exercise: str) -> str:
    return exercise.partition("/")[0]
