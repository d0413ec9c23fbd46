"""The source of an exercise as operators look at it: a syntax tree whose nodes know where they stand in the text."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import TYPE_CHECKING, TypeAlias

from autograder.authoring.skeleton import BEGIN, END

if TYPE_CHECKING:
    from collections.abc import Iterator

Located: TypeAlias = ast.expr | ast.stmt | ast.keyword
"""Nodes that know their first and last character."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


class Code:
    """A module's text and its tree.

    Positions are indices of characters in `text`, and in `plain`, which has blanks in place of comments; the span of an
    expression leaves out parentheses around it.
    """

    def __init__(self, text: str) -> None:
        """Parse `text`; SyntaxError if it is no Python."""
        self.text = text
        self.tree = ast.parse(text)
        self._lines = text.splitlines(keepends=True)
        self.plain = without_comments(text)
        self._line_starts = [0]
        for line in self._lines:
            self._line_starts.append(self._line_starts[-1] + len(line))
        self._parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.imported = frozenset(
            (alias.asname or alias.name).partition(".")[0]
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        )
        self.attributes = frozenset(
            node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)
        )

    def start(self, node: Located) -> int:
        """Return where `node` begins."""
        return self._position(node.lineno, node.col_offset)

    def end(self, node: Located) -> int:
        """Return where `node` has ended."""
        if node.end_lineno is None or node.end_col_offset is None:
            raise ValueError(f"expected a node of parsed source, got {ast.dump(node)}")
        return self._position(node.end_lineno, node.end_col_offset)

    def of(self, node: Located) -> str:
        """Return the text of `node`, without comments."""
        return self.plain[self.start(node) : self.end(node)]

    def line(self, position: int) -> int:
        """Return the number, from 1, of the line on which `position` stands."""
        return self.text.count("\n", 0, position) + 1

    def whole_lines(self, start: int, end: int) -> tuple[int, int]:
        """Widen a span to whole lines, without the last line's end."""
        after = self.text.find("\n", end)
        return self.text.rfind("\n", 0, start) + 1, len(self.text) if after < 0 else after

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that `node` belongs to; None for the module."""
        return self._parents.get(node)

    def is_called(self, node: ast.AST) -> bool:
        """Tell whether `node` is what a call calls."""
        around = self.parent(node)
        return isinstance(around, ast.Call) and around.func is node

    def function(self, node: ast.AST) -> Function | None:
        """Return the innermost named function around `node`, if any."""
        around = self.parent(node)
        while around is not None and not isinstance(around, Function):
            around = self.parent(around)
        return around

    def local_names(self, node: ast.AST) -> frozenset[str]:
        """Name the parameters and variables of the function around `node`."""
        function = self.function(node)
        if function is None:
            return frozenset()
        parameters = {inner.arg for inner in ast.walk(function) if isinstance(inner, ast.arg)}
        assigned = {
            inner.id
            for inner in ast.walk(function)
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
        }
        return frozenset(parameters | assigned) - {"self", "cls", "_"}

    def nodes_of_regions(self) -> Iterator[ast.AST]:
        """Yield the nodes that stand in solution regions, outer ones first.

        Left out are annotations, which do nothing; what stands inside an f-string, whose positions Python 3.11 does not
        know; and what is raised, but for its kind and the values that its text shows: no contract promises more.
        """
        inside = self._lines_of_regions()

        def visit(node: ast.AST) -> Iterator[ast.AST]:
            if isinstance(node, ast.expr | ast.stmt | ast.keyword) and node.lineno in inside:
                yield node
            for child in _children(node):
                yield from visit(child)

        yield from visit(self.tree)

    def _lines_of_regions(self) -> frozenset[int]:
        numbers: set[int] = set()
        inside = False
        for number, line in enumerate(self._lines, start=1):
            if line.strip() in {BEGIN, END}:
                inside = line.strip() == BEGIN
            elif inside:
                numbers.add(number)
        return frozenset(numbers)

    def _position(self, line: int, column: int) -> int:
        """Turn a line, from 1, and a column, counted in bytes as the parser does, into a position."""
        before = self._lines[line - 1].encode()[:column].decode()
        return self._line_starts[line - 1] + len(before)


def without_comments(text: str) -> str:
    """Return `text` with blanks in place of comments."""
    lines = text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            (row, first), (_, last) = token.start, token.end
            line = lines[row - 1]
            lines[row - 1] = line[:first] + " " * (last - first) + line[last:]
    return "".join(lines)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.JoinedStr):
        return
    if isinstance(node, ast.Raise):
        yield from _of_raise(node)
        return
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        values = value if isinstance(value, list) else [value]
        yield from (child for child in values if isinstance(child, ast.AST))


def _of_raise(node: ast.Raise) -> Iterator[ast.AST]:
    if node.exc is None:
        return
    yield node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    yield from (child for child in ast.walk(node.exc) if isinstance(child, ast.JoinedStr))
