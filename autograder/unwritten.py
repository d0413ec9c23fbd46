"""Says in a notebook which function has not been written yet, in place of a traceback."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.catalog import load_catalog
from autograder.diagnosis import is_unwritten

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from IPython.core.interactiveshell import InteractiveShell


def show_unwritten_in_a_few_lines(shell: InteractiveShell) -> None:
    """Let IPython show a skeleton's exception as what to do next, and any other one as ever.

    The cell fails all the same, so that "Run All Cells" stops there.
    """
    shell.set_custom_exc((NotImplementedError,), _show)  # type: ignore[no-untyped-call]  # IPython's is untyped


def next_steps(error: BaseException) -> list[str]:
    """Return the lines that say which function of which exercise raised `error` and what to do.

    No lines if `error` is no skeleton's, but one of PyTorch's, for example.
    """
    frames = list(traceback.walk_tb(error.__traceback__))
    if not frames or not is_unwritten(error):
        return []
    frame, line = frames[-1]
    file, catalog = Path(frame.f_code.co_filename), load_catalog()
    exercise = catalog.modules.get(f"{file.parent.name}.{file.stem}")
    if exercise is None:
        return []
    return [
        f"○ {frame.f_code.co_qualname} is not written yet",
        f"look at: {file}:{line}",  # the whole path: JupyterLab and editors make it a link
        "then: save the file, restart the kernel, and run all cells again",
        f"next: course hint {catalog.shortest_name(exercise)}",
    ]


def _show(
    shell: InteractiveShell,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    lines = next_steps(error)
    if lines:
        _render_as(error, lambda: lines)
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _render_as(error: Any, render: Callable[[], list[str]]) -> None:
    """Tell IPython how to show one exception: it asks each for this method."""
    error._render_traceback_ = render
