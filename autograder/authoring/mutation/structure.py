"""Operators that change how code is put together: arguments, calls, indices, statements and blocks."""

from __future__ import annotations

import ast
import itertools
import textwrap
from typing import TYPE_CHECKING

from autograder.authoring.mutation.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from autograder.authoring.mutation.code import Code, Located

_MOST_PASSED_ON = 2
"""A call of more arguments than that is seldom replaced by one of them."""


def argument(code: Code, node: ast.AST) -> Iterator[Change]:
    """Leave out an argument of a call, with its keyword if it has one."""
    if isinstance(node, ast.Call):
        arguments = _in_order(code, [*node.args, *node.keywords])
        if not (len(arguments) == 1 and isinstance(arguments[0], ast.GeneratorExp)):
            yield from _each_left_out(code, arguments)


def element(code: Code, node: ast.AST) -> Iterator[Change]:
    """Leave out an element of a tuple, list or set."""
    if isinstance(node, ast.List | ast.Set) or (
        isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load)
    ):
        yield from _each_left_out(code, node.elts)


def swap(code: Code, node: ast.AST) -> Iterator[Change]:
    """Exchange two arguments, the values of two keywords, or two elements of a tuple or list, if order matters."""
    groups: list[Sequence[ast.expr]] = []
    if isinstance(code.parent(node), ast.ExceptHandler) or _takes_any_order(node):
        return
    if isinstance(node, ast.Call):
        groups.append([one for one in node.args if not isinstance(one, ast.Starred)])
        groups.append([keyword.value for keyword in node.keywords if keyword.arg])
    elif isinstance(node, ast.Tuple | ast.List):
        groups.append(node.elts)
    for group in groups:
        for first, second in itertools.combinations(group, 2):
            between = code.plain[code.end(first) : code.start(second)]
            yield Change(code.start(first), code.end(second), code.of(second) + between + code.of(first))


def call(code: Code, node: ast.AST) -> Iterator[Change]:
    """Leave out a call: what it is called on, or what it is called with, takes its place."""
    if not isinstance(node, ast.Call) or isinstance(code.parent(node), ast.Expr):
        return
    if isinstance(node.func, ast.Attribute) and not _is_imported(code, node.func.value):
        yield Change(code.start(node), code.end(node), _text_of_receiver(code, node.func))
    if len(node.args) <= _MOST_PASSED_ON:
        for one in node.args:
            if not isinstance(one, ast.Starred):
                yield Change(code.start(node), code.end(node), code.of(one))


def subscript(code: Code, node: ast.AST) -> Iterator[Change]:
    """Leave out an index, or one bound of a slice."""
    if isinstance(node, ast.Subscript):
        yield Change(code.start(node), code.end(node), code.of(node.value))
    elif isinstance(node, ast.Slice):
        for bound in (node.lower, node.upper, node.step):
            if bound is not None:
                yield Change(code.start(bound), code.end(bound), "")


def statement(code: Code, node: ast.AST) -> Iterator[Change]:
    """Leave out a statement."""
    if isinstance(node, ast.stmt) and not isinstance(node, ast.Return | ast.Pass):
        yield Change(code.start(node), code.end(node), "pass")


def block(code: Code, node: ast.AST) -> Iterator[Change]:
    """Leave out what a block stands in: its condition, context or handlers. It is run once in any case."""
    if isinstance(node, ast.If | ast.While | ast.With | ast.Try):
        first, last = node.body[0], node.body[-1]
        indent = " " * first.col_offset
        body = textwrap.dedent(indent + code.plain[code.start(first) : code.end(last)])
        text = textwrap.indent(body, " " * node.col_offset).lstrip()
        yield Change(code.start(node), code.end(node), text)


def returned(code: Code, node: ast.AST) -> Iterator[Change]:
    """Return None."""
    if isinstance(node, ast.Return) and node.value is not None:
        yield Change(code.start(node), code.end(node), "return None")


def loop(code: Code, node: ast.AST) -> Iterator[Change]:
    """Exchange `break` and `continue`, and leave a loop after its first round."""
    if isinstance(node, ast.Break | ast.Continue):
        text = "continue" if isinstance(node, ast.Break) else "break"
        yield Change(code.start(node), code.end(node), text)
    elif isinstance(node, ast.For | ast.While) and not isinstance(node.body[-1], ast.Break | ast.Continue):
        end = code.end(node.body[-1])
        yield Change(end, end, "\n" + " " * node.body[0].col_offset + "break")


def assignment(code: Code, node: ast.AST) -> Iterator[Change]:
    """Assign where something is added to a variable, or the like."""
    if isinstance(node, ast.AugAssign):
        yield Change(code.end(node.target), code.start(node.value), " = ")


def _takes_any_order(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"min", "max"}


def _each_left_out(code: Code, parts: Sequence[Located]) -> Iterator[Change]:
    """Leave out each part in turn, with the comma after it, or before it if it is the last."""
    for place, part in enumerate(parts):
        if place + 1 < len(parts):
            yield Change(code.start(part), code.start(parts[place + 1]), "")
        elif place:
            yield Change(code.end(parts[place - 1]), code.end(part), "")
        else:
            yield Change(code.start(part), code.end(part), "")


def _in_order(code: Code, parts: Sequence[Located]) -> list[Located]:
    return sorted(parts, key=code.start)


def _is_imported(code: Code, node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in code.imported


def _text_of_receiver(code: Code, function: ast.Attribute) -> str:
    """Return what stands before the last dot, with the parentheses around it."""
    text = code.of(function)
    return text[: text.rindex(".")].rstrip()
