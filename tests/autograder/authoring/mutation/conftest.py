"""A small solution to mutate: one function, whose region a test fills."""

import textwrap

import pytest

from autograder.authoring.mutation.mutants import mutants_of
from autograder.catalog import load_catalog

EXERCISE = load_catalog().exercise("targets")

MODULE = '''"""A module."""

import torch

FIRST = 1 + 2


def before(a, b):
    """Add."""
    return a + b


def f(x, y, terminated, truncated):
    """Do something."""
    # BEGIN SOLUTION
{region}
    # END SOLUTION


def after(a, b):
    """Add."""
    return a + b
'''


@pytest.fixture
def mutants(tmp_path):
    """Give a function that makes the mutants of a module, or of one whose region this is."""

    def make(text):
        if "BEGIN SOLUTION" not in text:
            text = MODULE.format(region=textwrap.indent(textwrap.dedent(text).strip(), "    "))
        file = tmp_path / EXERCISE.file
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return mutants_of(EXERCISE, tmp_path)

    return make


@pytest.fixture
def made_by(mutants):
    """Give a function that tells what an operator makes of the lines of a region."""

    def make(operator, region):
        return [mutant.new for mutant in mutants(region) if mutant.operator == operator]

    return make
