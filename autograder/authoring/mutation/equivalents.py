"""Machine-made mutants that are right after all: no check may reject them, and the reason is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec

from autograder.errors import CourseError
from autograder.paths import BANKS
from autograder.toml_lines import line_of_path, read_toml, shown

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.authoring.mutation.mutants import Mutant
    from autograder.catalog import Catalog

EQUIVALENT = BANKS / "equivalent.toml"

Text = Annotated[str, msgspec.Meta(min_length=1)]
Sentence = Annotated[str, msgspec.Meta(min_length=10)]


class EquivalentRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The line `old` of an exercise, which may as well read `new`, and why.

    Where the line stands in several functions and `function` is empty, all are meant.
    """

    exercise: Text
    old: Text
    new: str
    reason: Sentence
    function: str = ""

    def means(self, mutant: Mutant) -> bool:
        """Tell whether this row is about `mutant`."""
        return (
            (self.exercise, self.old, self.new) == (mutant.exercise.id, mutant.old, mutant.new)
            and self.function in {"", mutant.function}
        )  # fmt: skip


class _EquivalentFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    equivalent: tuple[EquivalentRow, ...]


class Equivalent(NamedTuple):
    """A row, and where it is written down, as `file:line`."""

    row: EquivalentRow
    place: str


def read_equivalents(catalog: Catalog, file: Path = EQUIVALENT) -> list[Equivalent]:
    """Read the rows, none if there is no file; CourseError with file and line for one that is wrong."""
    if not file.is_file():
        return []
    content, text = read_toml(file, _EquivalentFile)
    rows = content.equivalent
    places = [f"{shown(file)}:{line_of_path(text, f'.equivalent[{number}]')}" for number in range(len(rows))]
    known = {exercise.id for exercise in catalog.exercises}
    seen: set[tuple[str, str, str, str]] = set()
    for row, place in zip(rows, places, strict=True):
        if row.exercise not in known:
            raise CourseError(f"{place}: there is no exercise '{row.exercise}'; write it as lesson/exercise")
        if (mutant := (row.exercise, row.old, row.new, row.function)) in seen:
            raise CourseError(f"{place}: this mutant stands there twice; delete one")
        seen.add(mutant)
    return [Equivalent(row, place) for row, place in zip(rows, places, strict=True)]
