"""Finds the texts in Python code that a student may get to read, without any mark-up of theirs.

An f-string becomes a template, as `autograder.language` reads it: `{name}` for a name or an attribute, else `{1}`,
`{2}` … for other expressions. A text is what reads like words: `"the loss is not averaged"` is one, `"float32"` is not.
A list of the calls whose arguments are shown would be stricter, but causes stand in tables, conditions and helpers of
the checks' own, and a list that forgets one leaves it in English unnoticed; a text too many costs one translation.
Left out are docstrings, raw strings (they are patterns), and what only authors get to see.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from autograder.language import FEWEST_LETTERS, Template, label_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"(?<![\w.(\[{'\"/=-])(?:[A-Za-z][a-z'’]+|a)(?![\w(\[=/_'\"]|\.\w)")
_SHOWN = {"expected", "got", "likely", "hint", "kind"}
"""Arguments that are shown as they are, so that one word is a text as well: `got="never"`."""

_FOR_AUTHORS = {"ValueError", "TypeError", "RuntimeError"}
"""Exceptions that tell an author of a wrong use of the autograder."""

_NO_TEXTS = {"add_argument", "addinivalue_line", "addoption", "split"}
"""Functions and methods whose strings are names, or words for a program."""


def texts_of(source: str) -> Iterator[str]:
    """Walk over all texts of a module, as lines: messages are shown line by line, without their labels."""
    tree = ast.parse(source)
    yield from _lines(_texts(tree, source, _docstrings(tree)))
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in _SHOWN:
            yield from _single_words(node.value)


def arguments_of(source: str, function: str) -> Iterator[str]:
    """Walk over the texts that are first arguments of calls of `function`, such as CourseError."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name_of(node.func) == function and node.args:
            yield from _lines(_texts(node.args[0], source, set()))


def _lines(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        for line in text.splitlines():
            says = label_of(line)[1]
            if is_text(says) and not says.startswith("course "):  # that is a command
                yield says


def is_text(text: str) -> bool:
    """Whether `text`, or the literal part of a template, reads like words: two of them, or one in a template."""
    if " " not in text:
        return False
    template = Template.of(text)
    if template is None:
        return len(_WORD.findall(text)) > 1
    return template.letters >= FEWEST_LETTERS and any(_WORD.search(part) for part in template.literals)


def _texts(node: ast.AST, source: str, left_out: set[ast.AST]) -> Iterator[str]:
    if node in left_out or _is_for_authors(node):
        return
    parts = _parts(node)
    if parts is None:
        for child in ast.iter_child_nodes(node):
            yield from _texts(child, source, left_out)
        return
    text = _template(parts)
    if not _is_raw(node, source):
        yield text
    for part in parts:
        if isinstance(part, ast.expr):
            yield from _texts(part, source, left_out)


def _single_words(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _single_words(node.body)
        yield from _single_words(node.orelse)
    elif (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch("[a-z]+", node.value)
    ):
        yield node.value


def _parts(node: ast.AST) -> list[str | ast.expr] | None:
    """Split a string, an f-string or a sum with a string in it into literals and expressions; None for other nodes."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return [
            str(part.value) if isinstance(part, ast.Constant) else part.value
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        ]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _parts(node.left), _parts(node.right)
        if left is None and right is None:
            return None
        return [*([node.left] if left is None else left), *([node.right] if right is None else right)]
    return None


def _template(parts: list[str | ast.expr]) -> str:
    """Write literals and expressions as a template; a string without expressions stands for itself."""
    expressions = [part for part in parts if not isinstance(part, str)]
    if not expressions:
        return "".join(part for part in parts if isinstance(part, str))
    names = _gap_names(expressions)
    written = (
        part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{names.pop(0)}}}"
        for part in parts
    )
    return "".join(written)


def _gap_names(expressions: list[ast.expr]) -> list[str]:
    names: list[str] = []
    for number, expression in enumerate(expressions, start=1):
        name = _name_of(expression)
        names.append(name if name and name not in names else str(number))
    return names


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _is_for_authors(node: ast.AST) -> bool:
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return _name_of(node.exc.func) in _FOR_AUTHORS
    return isinstance(node, ast.Call) and _name_of(node.func) in _NO_TEXTS


def _is_raw(node: ast.AST, source: str) -> bool:
    segment = ast.get_source_segment(source, node) if isinstance(node, ast.Constant | ast.JoinedStr) else None
    return segment is not None and re.match("f?r", segment, re.IGNORECASE) is not None


def _docstrings(tree: ast.Module) -> set[ast.AST]:
    """Collect what stands alone as a string: docstrings, also those of variables."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
