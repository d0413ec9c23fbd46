"""Runs a notebook's cells in the sandbox, for their outputs: what a kernel would do, without one.

The notebook's folder is copied into a worker; a lesson's also finds the course's other modules there, but not the
solutions of its own exercises. Whatever a cell does, it is that cell's own output: one that never ends or takes the
process down gets an error, and so do the cells after it, because nbgrader gives full points to a test cell that says
nothing.
"""
# mypy: allow-untyped-calls
# nbformat tells no types.

from __future__ import annotations

import time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from nbformat.v4 import new_output

from autograder.catalog import load_catalog
from autograder.connection import Connection
from autograder.grading.folder import read_folder
from autograder.hand_over import read_course
from autograder.proxies import RemoteError, WorkerLostError
from autograder.submission import sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nbformat import NotebookNode

    from autograder.catalog import Lesson
    from autograder.sandboxed import Sandbox

_DESK = "desk"
"""The folder in the worker that holds the notebook, or the lesson's folder with the notebook."""

_KINDS = {"stream", "display_data", "execute_result", "error"}


def run_notebook(
    notebook: NotebookNode, folder: Path, sandbox: Sandbox, seconds: float, lesson: Lesson | None = None
) -> None:
    """Run the code cells of `notebook`, which lies in `folder`, and put in their outputs; each has so many seconds.

    If it is the notebook of a `lesson`, its cells find the lessons' modules, as students' own notebooks do.

    Raises CourseError if the folder holds more than may be sent, or the sandbox does not answer.
    """
    sandbox.wait()
    connection = Connection(sandbox.address)
    try:
        connection.open(_files(folder, lesson), sources(_DESK, None, load_catalog(), _DESK))
        connection.settle()
        connection.deadline = time.monotonic() + seconds
        connection.request("begin_notebook", lesson.name if lesson else "")
        for count, cell in enumerate(_code_cells(notebook), start=1):
            cell.execution_count = count
            cell.outputs = _outputs(connection, cell.source, count, seconds)
    finally:
        connection.close()


def _files(folder: Path, lesson: Lesson | None) -> dict[str, bytes]:
    """Read what the worker gets: the notebook's folder, and around a lesson's what the course gives."""
    files = read_folder(folder)
    given = {}
    if lesson is not None:
        solved = {exercise.file for exercise in lesson.exercises}
        given = {name: content for name, content in read_course(load_catalog()).items() if name not in solved}
        files = {f"{lesson.name}/{name}": content for name, content in files.items()}
    # A student's folder of the name of a given file would be in its way.
    mine = {name: content for name, content in files.items() if given.keys().isdisjoint(_paths_to(name))}
    return {f"{_DESK}/{name}": content for name, content in (mine | given).items()}


def _paths_to(name: str) -> Iterator[str]:
    path = PurePosixPath(name)
    return map(str, (path, *path.parents))


def _code_cells(notebook: NotebookNode) -> Iterator[NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def _outputs(connection: Connection, source: str, count: int, seconds: float) -> list[NotebookNode]:
    if connection.lost:
        return [_error("NotRun", "an earlier cell ended the process, or did not end in time")]
    connection.deadline = time.monotonic() + seconds
    try:
        return [_checked(output, count) for output in connection.request("cell", source)]
    except WorkerLostError as error:
        connection.close()
        if error.late:
            return [_error("CellTimeoutError", f"the cell did not end within {seconds:g} seconds")]
        return [_error("DeadKernelError", str(error))]
    except RemoteError as error:
        return [_error(error.raised.kind, error.raised.text)]
    except (TypeError, ValueError, KeyError):
        connection.close()
        return [_error("ProtocolError", "the cell's outputs are malformed")]


def _checked(output: Any, count: int) -> NotebookNode:
    """Make an output of what a worker says that it is; TypeError, ValueError or KeyError if it is none."""
    kind = output["output_type"]
    if kind not in _KINDS:
        raise ValueError(kind)
    match kind:
        case "stream":
            name = "stderr" if output["name"] == "stderr" else "stdout"
            return new_output("stream", name=name, text=_text(output["text"]))
        case "error":
            lines = [_text(line) for line in output["traceback"]]
            return _error(_text(output["ename"]), _text(output["evalue"]), lines)
    data = {_text(name): _text(value) for name, value in output["data"].items()}
    counted = {"execution_count": count} if kind == "execute_result" else {}
    return new_output(kind, data=data or {"text/plain": ""}, **counted)


def _error(name: str, text: str, lines: list[str] | None = None) -> NotebookNode:
    return new_output("error", ename=name, evalue=text, traceback=lines or [f"{name}: {text}"])


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(type(value).__name__)
    return value
