"""What an operator makes: one passage of the source, and what takes its place."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from autograder.authoring.mutation.code import Code


class Change(NamedTuple):
    """The characters from `start` up to `end` become `text`."""

    start: int
    end: int
    text: str

    def apply(self, source: str) -> str:
        """Return `source`, changed."""
        return source[: self.start] + self.text + source[self.end :]


Operator: TypeAlias = Callable[[Code, ast.AST], Iterator[Change]]
"""Makes the changes of one kind that a node allows; what is no valid Python then is sorted out later."""
