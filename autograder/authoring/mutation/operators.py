"""All operators, by the names that the mutants bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.authoring.mutation import structure, values

if TYPE_CHECKING:
    from autograder.authoring.mutation.change import Operator

OPERATORS: dict[str, Operator] = {
    "arithmetic": values.arithmetic,
    "operand": values.operand,
    "comparison": values.comparison,
    "boolean": values.boolean,
    "unary": values.unary,
    "constant": values.constant,
    "string": values.string,
    "pair": values.pair,
    "twin": values.twin,
    "argument": structure.argument,
    "element": structure.element,
    "swap": structure.swap,
    "call": structure.call,
    "subscript": structure.subscript,
    "statement": structure.statement,
    "block": structure.block,
    "return": structure.returned,
    "loop": structure.loop,
    "assignment": structure.assignment,
}
"""Where two operators make the same mutant, it bears the name of the first."""
