"""All machine-made mutants of an exercise."""

from __future__ import annotations

import ast
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from autograder.authoring.banks import Entry
from autograder.authoring.mutation.change import Change
from autograder.authoring.mutation.code import Code
from autograder.authoring.mutation.operators import OPERATORS
from autograder.errors import CourseError
from autograder.paths import SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.authoring.mutation.code import Function
    from autograder.catalog import Exercise


class Mutant(NamedTuple):
    """A small change to an exercise's solution.

    `source` is the whole mutated module; `old` and `new` are the changed lines, each on one line; `function` is where
    they stand.
    """

    exercise: Exercise
    line: int
    operator: str
    number: int
    old: str
    new: str
    function: str
    source: str

    @property
    def name(self) -> str:
        """Name it by place and operator: `targets:30:arithmetic:2`."""
        return f"{self.exercise.name}:{self.line}:{self.operator}:{self.number}"

    def lay_out(self, folder: Path) -> Path:
        """Write a submission that holds this module alone into `folder`; return where."""
        name = f"{self.line}-{self.operator}-{self.number}"
        return Entry(self.exercise, name, self.source, self.name).lay_out(folder)


def mutants_of(exercise: Exercise, solutions: Path = SOLUTIONS) -> list[Mutant]:
    """Make every mutant of the exercise's solution, line by line; CourseError if it is no Python."""
    text = (solutions / exercise.file).read_text(encoding="utf-8")
    try:
        code = Code(text)
    except SyntaxError as error:
        raise CourseError(
            f"{exercise.file}:{error.lineno}: {error.msg}; the file has to be valid Python"
        ) from error
    return list(_numbered(exercise, code))


def _numbered(exercise: Exercise, code: Code) -> Iterator[Mutant]:
    changes = sorted(_changes(code), key=lambda found: code.line(found[0].start))
    counts: dict[tuple[int, str], int] = {}
    seen = {_meaning(code, None, function) for function in {function for _, _, function in changes}}
    for change, operator, function in changes:
        meaning = _meaning(code, change, function)
        if meaning is None or meaning in seen:
            continue
        seen.add(meaning)
        line = code.line(change.start)
        number = counts[line, operator] = counts.get((line, operator), 0) + 1
        yield Mutant(
            exercise,
            line,
            operator,
            number,
            *_old_and_new(code, change),
            function.name,
            change.apply(code.text),
        )


def _changes(code: Code) -> Iterator[tuple[Change, str, Function]]:
    """Yield each change with its operator's name and the function it stands in, operator by operator."""
    nodes = [(node, code.function(node)) for node in code.nodes_of_regions()]
    for name, operator in OPERATORS.items():
        for node, function in nodes:
            if function is not None:
                yield from ((change, name, function) for change in operator(code, node))


def _meaning(code: Code, change: Change | None, function: Function) -> str | None:
    """Return what the (changed) function means, as text to compare; None if it is no valid Python."""
    start, end = code.start(function), code.end(function)
    text = code.text[start:end]
    if change is not None:
        text = Change(change.start - start, change.end - start, change.text).apply(text)
    text = textwrap.dedent(" " * function.col_offset + text)
    try:
        tree = ast.parse(text)
        compile(tree, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return None
    return f"{function.lineno} {ast.dump(tree)}"


def _old_and_new(code: Code, change: Change) -> tuple[str, str]:
    """Return the lines that a change touches as they are and as they become, each on one line, without comments."""
    start, end = code.whole_lines(change.start, change.end)
    new = code.plain[start : change.start] + change.text + code.plain[change.end : end]
    return " ".join(code.plain[start:end].split()), " ".join(new.split())
