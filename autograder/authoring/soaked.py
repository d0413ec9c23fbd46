"""What the soak has measured so far: kept after each part, so that a night's work need not be done in one night."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import msgspec

from autograder.authoring.digests import digest, shared_by_checks
from autograder.paths import CHECKS, WORK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from autograder.authoring.soak import Plan, Tally
    from autograder.catalog import Catalog

SOAKED = WORK / "soaked.jsonl"
"""A line for each part that was run: what it measured, under a digest of what that rests on."""

_WITH_DOCSTRINGS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class Soaked:
    """Parts that were run before; a part counts as long as its checks and its solution have not changed since.

    Comments and docstrings may change. What the autograder itself does may, too: forget everything after a change there
    that lets another verdict come out.
    """

    def __init__(self, catalog: Catalog, file: Path = SOAKED) -> None:
        """Remember what `file` has."""
        self._catalog = catalog
        self._file = file
        self._bases: dict[tuple[str, Path], str] = {}
        self._known: dict[str, list[Tally]] = dict(_read(file))

    def forget(self) -> None:
        """Begin anew."""
        self._file.unlink(missing_ok=True)
        self._known.clear()

    def get(self, plan: Plan) -> list[Tally] | None:
        """Return what `plan` measured, if it has been run."""
        return self._known.get(self._key(plan))

    def add(self, plan: Plan, tallies: list[Tally]) -> None:
        """Note what `plan` has measured."""
        self._file.parent.mkdir(exist_ok=True)
        with self._file.open("ab") as file:
            file.write(msgspec.json.encode([self._key(plan), tallies]) + b"\n")

    def _key(self, plan: Plan) -> str:
        known = (plan.exercise_id, plan.root)
        if known not in self._bases:
            modules = (plan.root / one.file for one in self._catalog.exercises)
            files = (*self._checks(plan.exercise_id), *modules)
            self._bases[known] = digest(*(_code(file) for file in files if file.is_file()))
        return digest(
            self._bases[known], plan.exercise_id, plan.solution, str(plan.training), str(plan.shifts)
        )

    def _checks(self, exercise_id: str) -> list[Path]:
        """Return the exercise's check file and what it may import."""
        file = CHECKS / self._catalog.exercise(exercise_id).check_file
        return sorted([file, *shared_by_checks(file.parent)])


def _read(file: Path) -> Iterable[tuple[str, list[Tally]]]:
    from autograder.authoring.soak import Tally  # noqa: PLC0415  which imports this module

    try:
        lines = file.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=tuple[str, list[Tally]])
        except msgspec.MsgspecError:
            continue  # the line that was being written when the run was ended


def _code(file: Path) -> str:
    """Return what a module does, without its comments and docstrings."""
    tree = ast.parse(file.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, _WITH_DOCSTRINGS) and ast.get_docstring(node, clean=False) is not None:
            node.body.pop(0)
    return ast.dump(tree)
