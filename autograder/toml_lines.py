"""On which line of a TOML file something stands: the parsers of TOML do not say, and authors want to know."""

from __future__ import annotations

import re
import tomllib

_STEP = re.compile(r"\.?([A-Za-z_][A-Za-z_0-9]*)|\[(\d+)\]")
_HEADER = re.compile(r"\s*\[\[\s*([\w.]+)\s*\]\]")


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
