import ast

import pytest

from autograder.authoring.mutation.code import Code, without_comments

SOURCE = '''"""A module: ä."""

import numpy as np
from torch import nn as networks


def f(x, *, y=1):
    """Do something."""
    # BEGIN SOLUTION
    z: int = "öä" + (x)  # a comment
    if y:
        raise ValueError(f"{x} and {y}", 3)
    return [z for z in np.zeros(2)]
    # END SOLUTION
'''


def node(code, kind):
    return next(one for one in ast.walk(code.tree) if isinstance(one, kind))


def test_a_node_knows_where_it_stands_also_behind_wide_characters():
    code = Code(SOURCE)
    assert code.of(node(code, ast.BinOp)) == '"öä" + (x)'
    assert code.of(node(code, ast.BinOp).right) == "x"
    assert code.of(node(code, ast.ListComp)) == "[z for z in np.zeros(2)]"
    assert code.of(node(code, ast.If)) == 'if y:\n        raise ValueError(f"{x} and {y}", 3)'


def test_lines_are_counted_from_one():
    code = Code(SOURCE)
    assert code.line(0) == 1
    assert code.line(SOURCE.index("z: int")) == 10
    start = SOURCE.index("öä")
    assert SOURCE[slice(*code.whole_lines(start, start + 2))] == '    z: int = "öä" + (x)  # a comment'
    assert SOURCE[slice(*code.whole_lines(len(SOURCE) - 1, len(SOURCE)))] == "    # END SOLUTION\n"


def test_names_are_known():
    code = Code(SOURCE)
    assert code.local_names(node(code, ast.BinOp)) == {"x", "y", "z"}
    assert code.local_names(code.tree) == set()
    assert code.imported == {"np", "networks"}
    assert code.attributes == {"zeros"}
    assert code.function(node(code, ast.BinOp)).name == "f"
    assert code.is_called(node(code, ast.Attribute))
    assert not code.is_called(node(code, ast.BinOp))


def test_only_what_stands_in_a_region_and_matters_is_visited():
    code = Code(SOURCE)
    visited = [code.of(one) for one in code.nodes_of_regions()]
    assert "ValueError" in visited
    assert 'f"{x} and {y}"' in visited
    assert "np.zeros(2)" in visited
    for left_out in ("int", "3", "1", '"""Do something."""'):
        assert left_out not in visited


def test_comments_become_blanks():
    text = 'x = "# none"  # one\n# two\n'
    assert without_comments(text) == 'x = "# none"       \n     \n'


def test_what_was_not_parsed_has_no_place():
    with pytest.raises(ValueError, match="expected a node of parsed source"):
        Code(SOURCE).end(ast.Pass())
