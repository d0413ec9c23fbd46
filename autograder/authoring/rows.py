"""Files of rows, `[[…]]` in TOML: read, with file and line for what is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, TypeVar

import msgspec

from autograder.errors import CourseError
from autograder.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

Content = TypeVar("Content", bound=msgspec.Struct)


def read_rows(file: Path, kind: type[Content]) -> Content:
    """Read `file` as a `kind`, whose one field holds the rows; CourseError with file and line if it is none."""
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), kind)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise CourseError(f"{shown(file)}:{line[1] if line else 1}: {error}") from error
    except msgspec.ValidationError as error:
        row = re.search(r"\[(\d+)\]", str(error))
        raise CourseError(f"{place_of_row(file, int(row[1]) if row else 0)}: {error}") from error


def place_of_row(file: Path, number: int) -> str:
    """Return where row `number`, from 0, begins, as `file:line`."""
    lines = file.read_text(encoding="utf-8").splitlines()
    # A dot in the brackets begins a part of a row: an edit.
    begins = [line for line, words in enumerate(lines, start=1) if re.match(r"\[\[[^.\]]+\]\]", words)]
    return f"{shown(file)}:{begins[number] if number < len(begins) else 1}"


def shown(file: Path) -> str:
    """Name `file` as messages do: from the course's root."""
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else file.name
