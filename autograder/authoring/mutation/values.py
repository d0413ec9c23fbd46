"""Operators that change what an expression gives: arithmetic, comparisons, logic, constants and names."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from autograder.authoring.mutation.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.authoring.mutation.code import Code

_ARITHMETIC: dict[type[ast.operator], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("/",)),
    ast.Div: ("/", ("*", "//")),
    ast.FloorDiv: ("//", ("/",)),
    ast.Mod: ("%", ("//",)),
    ast.Pow: ("**", ("*",)),
    ast.MatMult: ("@", ("*",)),
    ast.BitOr: ("|", ("&", "^")),
    ast.BitAnd: ("&", ("|", "^")),
    ast.BitXor: ("^", ("|", "&")),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">=")),
    ast.LtE: ("<=", ("<", ">")),
    ast.Gt: (">", (">=", "<=")),
    ast.GtE: (">=", (">", "<")),
    ast.Eq: ("==", ("!=", "<=", ">=")),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: (r"is\s+not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: (r"not\s+in", ("in",)),
}
_UNARY = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.Not: "not"}

_PAIRS = (
    ("min", "max"),
    ("argmin", "argmax"),
    ("zeros", "ones"),
    ("any", "all"),
    ("sum", "mean"),
    ("train", "eval"),
    ("values", "indices"),
    ("columns", "index"),
    ("float32", "float64"),
    ("int64", "int32"),
    ("squeeze", "unsqueeze"),
    ("no_grad", "enable_grad"),
    ("mse_loss", "l1_loss"),
    ("Adam", "SGD"),
    ("ReLU", "Sigmoid"),
    ("RandomSampler", "SequentialSampler"),
    ("ValueError", "RuntimeError"),
)
"""Well-known names that are taken for each other."""

_OPPOSITES = (
    ("terminated", "truncated"),
    ("start", "end"),
    ("train", "test"),
    ("online", "target"),
    ("loss", "accuracy"),
    ("rewards", "returns"),
    ("size", "capacity"),
)
"""Words of variables and attributes that stand for counterparts."""


def arithmetic(code: Code, node: ast.AST) -> Iterator[Change]:
    """Exchange an arithmetic or bitwise operator, also that of `+=`, for its counterpart."""
    if isinstance(node, ast.BinOp):
        start, end = code.end(node.left), code.start(node.right)
        symbol, others = _ARITHMETIC.get(type(node.op), ("", ()))
    elif isinstance(node, ast.AugAssign):
        start, end = code.end(node.target), code.start(node.value)
        symbol, others = _ARITHMETIC.get(type(node.op), ("", ()))
    else:
        return
    for other in others:
        yield from _replaced(code, start, end, re.escape(symbol), other)


def operand(code: Code, node: ast.AST) -> Iterator[Change]:
    """Leave out one side of an arithmetic operation."""
    if not isinstance(node, ast.BinOp) or type(node.op) not in _ARITHMETIC:
        return
    symbol, _ = _ARITHMETIC[type(node.op)]
    between = code.plain[code.end(node.left) : code.start(node.right)]
    place = code.end(node.left) + between.index(symbol)
    start, end = code.start(node), code.end(node)
    yield Change(start, end, code.plain[start:place].strip())
    yield Change(start, end, code.plain[place + len(symbol) : end].strip())


def comparison(code: Code, node: ast.AST) -> Iterator[Change]:
    """Move a comparison's boundary, and turn the comparison round."""
    if not isinstance(node, ast.Compare):
        return
    sides = [node.left, *node.comparators]
    for left, right, kind in zip(sides, sides[1:], node.ops, strict=False):
        symbol, others = _COMPARISONS[type(kind)]
        for other in others:
            yield from _replaced(code, code.end(left), code.start(right), symbol, other)


def boolean(code: Code, node: ast.AST) -> Iterator[Change]:
    """Exchange `and` and `or`, leave out one side, and negate conditions."""
    if isinstance(node, ast.BoolOp):
        symbol, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield from _replaced(code, code.end(left), code.start(right), rf"\b{symbol}\b", other)
        for value in node.values:
            yield Change(code.start(node), code.end(node), f"({code.of(value)})")
    for condition in _conditions(node):
        if not isinstance(condition, ast.Compare | ast.UnaryOp):
            yield Change(code.start(condition), code.end(condition), f"not ({code.of(condition)})")


def unary(code: Code, node: ast.AST) -> Iterator[Change]:
    """Leave out a sign, a `~` or a `not`."""
    if isinstance(node, ast.UnaryOp):
        text = code.of(node).removeprefix(_UNARY[type(node.op)]).strip()
        yield Change(code.start(node), code.end(node), text)


def constant(code: Code, node: ast.AST) -> Iterator[Change]:
    """Change a number by one, to 0 and to 1, halve a float, flip a truth value, and give 0 or 1 for None."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    others: list[object]
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, int):
        others = [value + 1, value - 1, 0, 1]
    elif isinstance(value, float):
        others = [value / 2, value + 1, 0.0, 1.0]
    elif value is None:
        others = [0, 1]
    else:
        return
    for other in dict.fromkeys(others):
        if other != value:
            yield Change(code.start(node), code.end(node), repr(other))


def string(code: Code, node: ast.AST) -> Iterator[Change]:
    """Empty a string; take what an f-string shows out of it."""
    if isinstance(node, ast.JoinedStr):
        words = [part for part in node.values if isinstance(part, ast.Constant)]
        text = repr("".join(str(part.value) for part in words))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = '""'
    else:
        return
    yield Change(code.start(node), code.end(node), text)


def pair(code: Code, node: ast.AST) -> Iterator[Change]:
    """Exchange a well-known name for the one that it is often taken for."""
    if isinstance(node, ast.Attribute):
        start, name = code.end(node) - len(node.attr), node.attr
    elif isinstance(node, ast.Name) and node.id not in code.local_names(node):
        start, name = code.start(node), node.id
    else:
        return
    for one, other in _PAIRS:
        if name in {one, other}:
            yield Change(start, start + len(name), other if name == one else one)


def twin(code: Code, node: ast.AST) -> Iterator[Change]:
    """Exchange a variable for one of nearly the same name in the same function, an attribute for one in the module."""
    if isinstance(node, ast.Attribute) and not code.is_called(node):
        name, others = node.attr, code.attributes
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        name, others = node.id, code.local_names(node)
        if name not in others:
            return
    else:
        return
    for other in sorted(others):
        if are_twins(name, other):
            yield Change(code.end(node) - len(name), code.end(node), other)


def are_twins(one: str, other: str) -> bool:
    """Tell whether two names are easily taken for each other.

    One has a word more (`observations`, `next_observations`) or is the other's plural, or one word differs: any word
    in names of several (`best_actions`, `random_actions`), else a counterpart (`start`, `end`).
    """
    if one == other:
        return False
    shorter, longer = sorted((one.strip("_").split("_"), other.strip("_").split("_")), key=len)
    if len(longer) == len(shorter) + 1:
        return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
    if len(longer) != len(shorter):
        return False
    different = [words for words in zip(shorter, longer, strict=True) if words[0] != words[1]]
    if len(different) != 1:
        return False
    first, second = different[0]
    plural = second.removeprefix(first) in {"s", "es"} or first.removeprefix(second) in {"s", "es"}
    counterparts = (first, second) in _OPPOSITES or (second, first) in _OPPOSITES
    return len(shorter) > 1 or plural or counterparts


def _conditions(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        yield node.test
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        for generator in node.generators:
            yield from generator.ifs


def _replaced(code: Code, start: int, end: int, symbol: str, other: str) -> Iterator[Change]:
    """Replace the first match of the pattern `symbol` between `start` and `end`."""
    found = re.search(symbol, code.plain[start:end])
    if found is not None:
        yield Change(start + found.start(), start + found.end(), other)
