import pytest

MADE = [
    ("argument", "return x(y, 2, dim=1)", ["return x(2, dim=1)", "return x(y, dim=1)", "return x(y, 2)"]),
    ("argument", "return x(y)", ["return x()"]),
    ("argument", "return sum(z for z in x)", []),
    ("element", "return x, y", ["return y", "return x"]),
    ("element", "return [x, y]", ["return [y]", "return [x]"]),
    ("element", "x, y = y", []),
    ("swap", "return x(1, y, a=2, b=3)", ["return x(y, 1, a=2, b=3)", "return x(1, y, a=3, b=2)"]),
    ("swap", "return x(*y, 1)", []),
    ("swap", "return min(x, y)", []),
    ("swap", "try:\n    x()\nexcept (KeyError, TypeError):\n    y()", []),
    ("swap", "x, y, _ = y", ["y, x, _ = y", "_, y, x = y", "x, _, y = y"]),
    ("call", "return (x + 1).float()", ["return (x + 1)"]),
    ("call", "return torch.tensor(x)", ["return x"]),
    ("call", "return min(x, y)", ["return x", "return y"]),
    ("call", "return x.mean().item()", ["return x.item()", "return x.mean()"]),
    ("call", "x.close()", []),
    ("subscript", "return x[y]", ["return x"]),
    ("subscript", "return x[y:2]", ["return x", "return x[:2]", "return x[y:]"]),
    ("statement", "x()\nreturn y", ["pass"]),
    ("statement", "for z in x:\n    y(z)", ["pass", "pass"]),
    ("block", "with x:\n    z = y\n    z()", ["z = y z()"]),
    ("block", "if x:\n    y()", ["y()"]),
    ("block", "try:\n    x()\nexcept KeyError:\n    y()", ["x()"]),
    ("return", "return x", ["return None"]),
    ("return", "return", []),
    ("loop", "for z in x:\n    break", ["continue"]),
    ("loop", "for z in x:\n    y(z)", ["y(z) break"]),
    ("assignment", "x += y", ["x = y"]),
]


@pytest.mark.parametrize(("operator", "region", "made"), MADE, ids=[f"{one[0]}: {one[1]}" for one in MADE])
def test_what_an_operator_makes(made_by, operator, region, made):
    assert sorted(made_by(operator, region)) == sorted(made)


def test_a_block_keeps_the_depth_of_what_stands_in_it(mutants):
    (mutant,) = [
        one
        for one in mutants("with x:\n    if y:\n        x()\n")
        if (one.operator, one.old[:4]) == ("block", "with")
    ]
    assert "    # BEGIN SOLUTION\n    if y:\n        x()\n    # END SOLUTION\n" in mutant.source
