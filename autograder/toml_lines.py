"""TOML that authors write by hand: read it, and say on which line something stands, which its parsers do not."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, TypeVar

import msgspec

from autograder.errors import CourseError
from autograder.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_Content = TypeVar("_Content")

_STEP = re.compile(r"\.?([A-Za-z_][A-Za-z_0-9]*)|\[(\d+)\]")
_HEADER = re.compile(r"\s*\[\[\s*([\w.]+)\s*\]\]")


def read_toml(file: Path, kind: type[_Content]) -> tuple[_Content, str]:
    """Read `file` as a `kind`, a msgspec structure; return it with the file's text.

    Raises CourseError with file and line for what is no TOML, or not of that structure.
    """
    text = file.read_text(encoding="utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), kind), text
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CourseError(f"{shown(file)}:{line_of_error(text, error)}: {error}") from error


def shown(file: Path) -> str:
    """Name a file as messages do: from the course's folder on, or by its name alone if it lies elsewhere."""
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else file.name


def line_of_error(text: str, error: Exception) -> int:
    """Return the line that `error`, of tomllib or msgspec, is about; the first line if it does not say."""
    if isinstance(error, tomllib.TOMLDecodeError):
        said = re.search(r"at line (\d+)", str(error))
        return int(said[1]) if said else len(text.splitlines()) if "end of document" in str(error) else 1
    path = re.search(r"`\$([^`]*)`", str(error))
    return line_of_path(text, path[1]) if path else 1


def line_of_path(text: str, path: str) -> int:
    """Return the line of an entry such as `.lessons[1].exercises[0].points`, in arrays of tables as written by hand.

    It is the line of the key if that is found, else of the innermost table's header, else the first.
    """
    lines = text.splitlines()
    first, last, table = 0, len(lines), ""
    steps = [match[1] or int(match[2]) for match in _STEP.finditer(path)]
    while len(steps) > 1 and isinstance(steps[1], int):
        name = f"{table}.{steps[0]}" if table else str(steps[0])
        headers = [number for number in range(first, last) if _header(lines[number]) == name]
        if steps[1] >= len(headers):
            break  # not a table with a header of its own
        table, index = name, steps[1]
        first = headers[index]
        last = next(
            (
                number
                for number in range(first + 1, last)
                if not (_header(lines[number]) or name).startswith(name) or _header(lines[number]) == name
            ),
            last,
        )
        steps = steps[2:]
    key = str(steps[0]) if steps else ""
    own = range(first, next((n for n in range(first + 1, last) if _header(lines[n])), last))
    found = (number for number in own if key and re.match(rf"\s*{key}\s*=", lines[number]))
    return next(found, first) + 1


def _header(line: str) -> str | None:
    match = _HEADER.match(line)
    return match[1] if match else None
