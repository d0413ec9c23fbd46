"""The banks: mutants, which a named check must reject, and variants, which every check must accept.

Both are told as changes to the reference, one file of rows for each exercise: `<bank>/<lesson>/<exercise>.toml`.
A variant may also be a module of its own, `<bank>/<lesson>/<exercise>/<name>.py`, whose docstring says how it differs.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec

from autograder.authoring.skeleton import BEGIN, END
from autograder.errors import CourseError
from autograder.paths import BANKS, SOLUTIONS
from autograder.student import write_atomically
from autograder.toml_lines import read_toml, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from autograder.catalog import Catalog, Exercise

MUTANTS = BANKS / "mutants"
VARIANTS = BANKS / "variants"

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, msgspec.Meta(min_length=10)]
Code = Annotated[str, msgspec.Meta(min_length=1)]


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passage of the reference, which has to stand there exactly once, and what takes its place."""

    replace: Code
    by: str


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A changed reference: one edit, written as `replace` and `by`, or several."""

    name: Name
    replace: str = ""
    by: str = ""
    edits: tuple[Edit, ...] = ()

    @property
    def changes(self) -> tuple[Edit, ...]:
        """All edits, the one in the row itself first."""
        return ((Edit(self.replace, self.by),) if self.replace else ()) + self.edits


class MutantRow(_Row, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A wrong solution.

    `symptom` says in a sentence what a student would see; `check` must fail and its message show `diagnosis` as the
    likely cause; of the checks after it only those in `also`, which are about the same thing, may fail as well.
    """

    symptom: Sentence
    check: Name
    diagnosis: Sentence
    also: tuple[Name, ...] = ()


class VariantRow(_Row, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A right solution; `differs` says in a sentence how it is written otherwise."""

    differs: Sentence


class _MutantFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mutants: Annotated[tuple[MutantRow, ...], msgspec.Meta(min_length=1)]


class _VariantFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    variants: Annotated[tuple[VariantRow, ...], msgspec.Meta(min_length=1)]


class Entry(NamedTuple):
    """One solution of a bank: the text of its module, and where it is written down, as `file:line`."""

    exercise: Exercise
    name: str
    source: str
    place: str

    @property
    def id(self) -> str:
        """Name it by its exercise: `lesson_07_deep_q_agent/targets/mask_forgotten`."""
        return f"{self.exercise.id}/{self.name}"

    def lay_out(self, folder: Path) -> Path:
        """Write a submission that holds this module alone into `folder/<id>`; return where."""
        root = folder / self.id
        write_atomically(root / self.exercise.lesson / "__init__.py", b"")
        write_atomically(root / self.exercise.file, self.source.encode())
        return root


class Mutant(NamedTuple):
    """A wrong solution, and what has to be said about it."""

    entry: Entry
    check: str
    diagnosis: str
    also: tuple[str, ...]


def read_mutants(catalog: Catalog, bank: Path = MUTANTS, solutions: Path = SOLUTIONS) -> list[Mutant]:
    """Read all mutants, in the order of the course; CourseError with file and line for a row that is wrong."""
    found = []
    for exercise in catalog.exercises:
        file = bank / f"{exercise.id}.toml"
        if file.is_file():
            content, text = read_toml(file, _MutantFile)
            entries = _entries(file, exercise, content.mutants, text, solutions)
            found += [
                Mutant(entry, row.check, row.diagnosis, row.also)
                for entry, row in zip(entries, content.mutants, strict=True)
            ]
    _refuse_strays(bank, catalog)
    return found


def read_variants(catalog: Catalog, bank: Path = VARIANTS, solutions: Path = SOLUTIONS) -> list[Entry]:
    """Read all variants, in the order of the course; CourseError with file and line for one that is wrong."""
    found = []
    for exercise in catalog.exercises:
        file = bank / f"{exercise.id}.toml"
        if file.is_file():
            content, text = read_toml(file, _VariantFile)
            found += _entries(file, exercise, content.variants, text, solutions)
        found += _modules(bank / exercise.id, exercise)
    _refuse_strays(bank, catalog)
    return found


def solution_lines(source: str) -> Iterator[str]:
    """Yield the lines of a solution that students do not have, without their indentation."""
    inside = False
    for line in source.splitlines():
        text = line.strip()
        if text in {BEGIN, END}:
            inside = text == BEGIN
        elif inside:
            yield text


def _modules(folder: Path, exercise: Exercise) -> Iterator[Entry]:
    for file in sorted(folder.glob("*.py")):
        source = file.read_text(encoding="utf-8")
        try:
            says = ast.get_docstring(ast.parse(source))
        except SyntaxError as error:
            raise CourseError(
                f"{shown(file)}:{error.lineno}: {error.msg}; a variant has to be right"
            ) from error
        if not says:
            raise CourseError(f"{shown(file)}:1: its docstring has to say how it differs from the reference")
        yield Entry(exercise, file.stem, source, f"{shown(file)}:1")


def _lines_of_names(file: Path, text: str) -> dict[str, int]:
    """Map the names of the rows to their lines; CourseError if one stands there twice."""
    lines: dict[str, int] = {}
    for number, words in enumerate(text.splitlines(), start=1):
        if found := re.match(r"name\s*=\s*[\"'](\w+)[\"']", words):
            if found[1] in lines:
                raise CourseError(f"{shown(file)}:{number}: '{found[1]}' stands there twice; rename one")
            lines[found[1]] = number
    return lines


def _entries(
    file: Path, exercise: Exercise, rows: Sequence[MutantRow | VariantRow], text: str, solutions: Path
) -> list[Entry]:
    lines = _lines_of_names(file, text)
    source = (solutions / exercise.file).read_text(encoding="utf-8")
    return [_entry(exercise, row, source, f"{shown(file)}:{lines.get(row.name, 1)}") for row in rows]


def _entry(exercise: Exercise, row: MutantRow | VariantRow, source: str, place: str) -> Entry:
    if not row.changes:
        raise CourseError(f"{place}: '{row.name}' changes nothing; give it replace and by, or edits")
    for edit in row.changes:
        count = source.count(edit.replace)
        if count != 1:
            raise CourseError(
                f"{place}: '{row.name}' replaces a passage that stands {count} times in solutions/{exercise.file}, "
                f"expected once: {edit.replace.strip().splitlines()[0]!r}"
            )
        source = source.replace(edit.replace, edit.by)
    try:
        ast.parse(source)
    except SyntaxError as error:
        raise CourseError(
            f"{place}: '{row.name}' makes invalid Python, line {error.lineno}: {error.msg}"
        ) from error
    return Entry(exercise, row.name, source, place)


def _refuse_strays(bank: Path, catalog: Catalog) -> None:
    """Refuse files of exercises that do not exist: nobody would miss them."""
    known = {exercise.id for exercise in catalog.exercises}
    for file in sorted([*bank.glob("*/*.toml"), *bank.glob("*/*/*.py")]):
        owner = (
            file.relative_to(bank).with_suffix("")
            if file.suffix == ".toml"
            else file.parent.relative_to(bank)
        )
        if owner.as_posix() not in known:
            raise CourseError(
                f"{shown(file)}:1: there is no exercise '{owner.as_posix()}'; move or delete the file"
            )
