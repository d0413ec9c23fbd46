"""Where student code was when its process was late or died: its stack, written to a file at the last moment."""

from __future__ import annotations

import faulthandler
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NoReturn, TextIO

_FILE_NAME = ".stack"
_LATEST_SHARE = 0.9
"""The stack of a late check is written when this share of its time is over: afterwards its process is killed."""

_FRAME = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+) in (?P<function>.+)$', re.MULTILINE)


class Notes:
    """Keeps no notes: nobody looks on."""

    def begin(self, seconds: float) -> None:
        """Begin a check that may take that long."""

    def end(self) -> None:
        """Forget what was noted: the check came back."""


class StackNotes(Notes):
    """In the process of the checks: writes its stack to a file of `folder` if it crashes, exits, or is late."""

    def __init__(self, folder: str) -> None:
        self._file: TextIO = (Path(folder) / _FILE_NAME).open("w+", encoding="utf-8", errors="replace")
        really_exit = os._exit

        def exit_noting(status: int) -> NoReturn:
            faulthandler.dump_traceback(self._file)
            really_exit(status)

        os._exit = exit_noting

    def begin(self, seconds: float) -> None:
        """Begin a check: from now on, note where it is when it crashes, exits, or is late."""
        self.end()
        faulthandler.enable(self._file)  # pytest has sent it elsewhere
        faulthandler.dump_traceback_later(seconds * _LATEST_SHARE, file=self._file)

    def end(self) -> None:
        """Forget what was noted: the check came back."""
        faulthandler.cancel_dump_traceback_later()
        self._file.seek(0)
        self._file.truncate()


def last_place(folder: str, submission: Path) -> str | None:
    """Name the innermost place in the submission of the stack noted in `folder`, as `lesson/file.py:7, add`."""
    try:
        text = (Path(folder) / _FILE_NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    for frame in _FRAME.finditer(text):
        file = Path(frame["file"])
        if file.is_relative_to(submission):
            return f"{file.relative_to(submission).as_posix()}:{frame['line']}, {frame['function']}"
    return None
