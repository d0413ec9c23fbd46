"""An exception as plain data: what it is, what it says, and where in the student's own files it was raised."""

from __future__ import annotations

import re
import traceback
from typing import NamedTuple

MOST_TEXT = 2_000
MOST_FRAMES = 20
LONGEST_NAME = 200
LONGEST_LINE = 300


class Place(NamedTuple):
    """A line of a student's file; `file` is relative to the submission."""

    file: str
    line: int
    function: str = ""
    text: str = ""


class Raised(NamedTuple):
    """An exception that student code raised.

    `kinds` holds the names of its class and of all that the class derives from; `frames` the calls in the student's own
    files, outermost first; `place` where a file could not be read as Python.
    """

    kind: str
    kinds: tuple[str, ...]
    text: str
    frames: tuple[Place, ...]
    place: Place | None = None


def describe(error: BaseException, root: str) -> Raised:
    """Describe `error`, raised by code of the submission in the folder `root`."""
    inside = f"{root}/"
    kinds = tuple(_clean(kind.__name__, LONGEST_NAME) for kind in type(error).__mro__)
    place = None
    if isinstance(error, SyntaxError) and isinstance(error.filename, str):
        place = Place(_clean(error.filename.removeprefix(inside), LONGEST_NAME), int(error.lineno or 1))
    text = _clean(words_of(error).replace(inside, ""), MOST_TEXT)
    return Raised(kinds[0], kinds, text, _own_frames(error, inside), place)


def words_of(error: BaseException) -> str:
    """Return the text of an exception, even of one that cannot tell it."""
    try:
        return str(error)
    except Exception as trouble:  # noqa: BLE001  __str__ is student code too
        return f"(its text cannot be shown: {type(trouble).__name__})"


def _own_frames(error: BaseException, inside: str) -> tuple[Place, ...]:
    own = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith(inside):
            file = _clean(frame.filename.removeprefix(inside), LONGEST_NAME)
            line = _clean(frame.line or "", LONGEST_LINE)
            own.append(Place(file, frame.lineno or 1, _clean(frame.name, LONGEST_NAME), line))
    return tuple(own[-MOST_FRAMES:])


def _clean(text: str, longest: int) -> str:
    """Shorten a text, and replace what UTF-8 cannot hold."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text[:longest])
