"""Predict first: small questions such as "what will this print?", judged at once.

A prediction that turns out wrong teaches more than an answer that is read: it shows where one's picture of the matter
is off. The questions of a lesson lie beside its modules, in `predict.toml`.
"""

from __future__ import annotations

import ast
import math
import re
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import msgspec

from autograder.paths import LESSONS
from autograder.toml_lines import read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.catalog import Lesson

Text = Annotated[str, msgspec.Meta(min_length=1)]

_RELATIVE_TOLERANCE = 1e-3
_LONGEST_ANSWER = 500


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What will `code` print? `because` says why it is `answer`, `wrong` what lies behind likely other answers."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
    text: Text
    code: Text
    answer: Text
    because: Text
    wrong: dict[str, Text] = {}

    @property
    def words(self) -> str:
        """The question in one line."""
        return " ".join(self.text.split())

    def judge(self, answer: str) -> Judgement:
        """Compare an answer with what the code prints; fractions may be off by a thousandth."""
        if _same(answer, self.answer):
            return Judgement(True, self.because)
        for other, says in self.wrong.items():
            if _same(answer, other):
                return Judgement(False, says)
        return Judgement(False, "")


class Judgement(NamedTuple):
    """Whether an answer is right, and what there is to say about it."""

    right: bool
    says: str


class _Questions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    questions: Annotated[tuple[Question, ...], msgspec.Meta(min_length=1)]


def read_questions(lesson: Lesson, lessons: Path = LESSONS) -> tuple[Question, ...]:
    """Read the questions of a lesson, none if it has none; CourseError with file and line for a mistake in them."""
    file = lessons / lesson.name / "predict.toml"
    if not file.is_file():
        return ()
    return read_toml(file, _Questions)[0].questions


def _same(answer: str, expected: str) -> bool:
    first, second = _value_of(answer), _value_of(expected)
    return _close(first, second)


def _value_of(text: str) -> Any:
    """Read a literal, also in PyTorch's and NumPy's dress; text that is none stands for itself."""
    plain = text.strip()[:_LONGEST_ANSWER]
    plain = re.sub(r"^(torch\.Size|tensor|array)\((.*)\)$", r"\2", plain, flags=re.DOTALL)
    plain = re.sub(r",\s*dtype=[\w.]+$", "", plain)
    try:
        value = ast.literal_eval(plain)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        value = plain
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _close(first: Any, second: Any) -> bool:
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, int) and isinstance(second, int):
        return first == second
    if isinstance(first, int | float) and isinstance(second, int | float):
        return math.isclose(first, second, rel_tol=_RELATIVE_TOLERANCE, abs_tol=1e-9)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(_close, first, second))
    return type(first) is type(second) and bool(first == second)
