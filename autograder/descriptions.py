"""What the checks say about themselves: statement, points and explanation, read from their files without running any.

The first line of a check's docstring states the behaviour. Further paragraphs explain it: what the check does, why it
matters, the formula.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from autograder.context import DEFAULT_SECONDS
from autograder.errors import CourseError
from autograder.paths import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.catalog import Catalog, Exercise

_PREFIX = "test_"


class CheckDescription(NamedTuple):
    """A check, in words."""

    exercise_id: str
    name: str
    statement: str
    explanation: str
    """Paragraphs, separated by empty lines; empty if its author has written none."""
    points: float
    seconds: float
    file: str
    """Path inside the folder of checks."""
    line: int
    """Where the function stands in it."""

    @property
    def id(self) -> str:
        """The id that results carry: `lesson/exercise/test_name`."""
        return f"{self.exercise_id}/{self.name}"

    @property
    def short_name(self) -> str:
        """The name without `test_`."""
        return self.name.removeprefix(_PREFIX)

    @property
    def trains(self) -> bool:
        """Whether it takes so long that it runs in the background: who gets more than the usual time trains."""
        return self.seconds > DEFAULT_SECONDS


def describe_checks(exercise: Exercise) -> tuple[CheckDescription, ...]:
    """Describe the checks of an exercise, in the order of their file; CourseError if that is broken."""
    try:
        tree = ast.parse((CHECKS / exercise.check_file).read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError) as error:
        raise CourseError(
            f"cannot read the checks tests/lessons/{exercise.check_file}: {error}; restore them from git"
        ) from error
    return tuple(_describe(function, mark, exercise, tree) for function, mark in _marked(tree))


def find_checks(name: str, catalog: Catalog) -> tuple[CheckDescription, ...]:
    """Find the check called `name`, with or without `test_`, or with its exercise before it: `targets/the_mean`.

    The name of an exercise or a lesson finds all of its checks. CourseError if nothing is called so.
    """
    checks = [check for exercise in catalog.exercises for check in describe_checks(exercise)]
    plain = name.removeprefix("tests/").removeprefix("lessons/").replace(" ", "_")
    found = tuple(check for check in checks if plain in _names(check))
    if found:
        return found
    with contextlib.suppress(CourseError):
        exercises = {exercise.id for exercise in catalog.select([plain])}
        return tuple(check for check in checks if check.exercise_id in exercises)
    where, slash, check_name = plain.rpartition("/")
    if not slash:
        raise _unknown(name, "check or exercise", checks)
    exercise = catalog.exercise(where)
    checks = [check for check in checks if check.exercise_id == exercise.id]
    found = tuple(check for check in checks if check_name in _names(check))
    if not found:
        raise _unknown(check_name, f"check of {exercise.id}", checks)
    return found


def _names(check: CheckDescription) -> set[str]:
    return {check.name, check.short_name, check.id, f"{check.exercise_id}/{check.short_name}"}


def _unknown(name: str, kind: str, checks: list[CheckDescription]) -> CourseError:
    known = [check.short_name for check in checks]
    close = get_close_matches(name.removeprefix(_PREFIX), known, n=1, cutoff=0.4)
    remedy = f"did you mean '{close[0]}'?" if close else "name an exercise to see its checks"
    return CourseError(f"there is no {kind} called '{name}'; {remedy}")


def _marked(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, ast.Call]]:
    """Walk over the functions that carry `@check(...)`, with that call."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "check":
                    yield node, mark


def _describe(
    function: ast.FunctionDef, mark: ast.Call, exercise: Exercise, tree: ast.Module
) -> CheckDescription:
    docstring = inspect.cleandoc(ast.get_docstring(function) or function.name)
    statement, _, explanation = docstring.partition("\n")
    given: dict[str, Any] = {
        keyword.arg: _value(keyword.value, tree)
        for keyword in mark.keywords
        if keyword.arg in {"points", "seconds"}
    }
    points = given["points"] if "points" in given else _value(mark.args[0], tree)
    return CheckDescription(
        exercise_id=exercise.id,
        name=function.name,
        statement=statement,
        explanation=explanation.strip("\n"),
        points=float(points),
        seconds=float(given.get("seconds", DEFAULT_SECONDS)),
        file=exercise.check_file,
        line=function.lineno,
    )


def _value(node: ast.expr, tree: ast.Module) -> Any:
    """Return the value of a literal, or of a name that the module sets to one."""
    if isinstance(node, ast.Name):
        for statement in tree.body:
            if isinstance(statement, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == node.id for target in statement.targets
            ):
                return _value(statement.value, tree)
    return ast.literal_eval(node)
