import pytest

from autograder.authoring.mutation.values import are_twins

MADE = [
    ("arithmetic", "return x + y", ["return x - y"]),
    ("arithmetic", "return (x + 1) * y", ["return (x - 1) * y", "return (x + 1) / y"]),
    ("arithmetic", "return x // y", ["return x / y"]),
    ("arithmetic", "return x / y", ["return x * y", "return x // y"]),
    ("arithmetic", "return x % y", ["return x // y"]),
    ("arithmetic", "return x | y", ["return x & y", "return x ^ y"]),
    ("arithmetic", "x += y", ["x -= y"]),
    ("arithmetic", "x //= y", ["x /= y"]),
    ("operand", "return x + 2 * y", ["return x + 2", "return x + y", "return x", "return 2 * y"]),
    ("operand", "return (x - 1) * (y)", ["return (x) * (y)", "return (1) * (y)", "return (x - 1)", "return (y)"]),
    ("comparison", "return x < y", ["return x <= y", "return x >= y"]),
    ("comparison", "return x == y", ["return x != y", "return x <= y", "return x >= y"]),
    ("comparison", "return x is  not y", ["return x is y"]),
    ("comparison", "return x not in y", ["return x in y"]),
    ("comparison", "return 1 < x > y", [
        "return 1 <= x > y", "return 1 >= x > y", "return 1 < x >= y", "return 1 < x <= y",
    ]),
    ("boolean", "return x and y", ["return x or y", "return (x)", "return (y)"]),
    ("boolean", "while x:\n    y()", ["while not (x):"]),
    ("boolean", "return [y for y in x if y]", ["return [y for y in x if not (y)]"]),
    ("unary", "return -x", ["return x"]),
    ("unary", "return ~x", ["return x"]),
    ("unary", "return not x", ["return x"]),
    ("constant", "return 7", ["return 8", "return 6", "return 0", "return 1"]),
    ("constant", "return 1", ["return 2", "return 0"]),
    ("constant", "return 0.5", ["return 0.25", "return 1.5", "return 0.0", "return 1.0"]),
    ("constant", "return True", ["return False"]),
    ("constant", "return x[:, None]", ["return x[:, 0]", "return x[:, 1]"]),
    ("constant", "return x.max(dim=1)", ["return x.max(dim=2)", "return x.max(dim=0)"]),
    ("string", "return x['a']", ['return x[""]']),
    ("string", "return f'{x}: {y}!'", ["return ': !'"]),
    ("string", "raise KeyError('a')", []),
    ("pair", "return x.argmax(1)", ["return x.argmin(1)"]),
    ("pair", "return min(x, y)", ["return max(x, y)"]),
    ("pair", "return torch.zeros(2)", ["return torch.ones(2)"]),
    ("pair", "raise ValueError('a')", ["raise RuntimeError('a')"]),
    ("pair", "x.train()", ["x.eval()"]),
    ("pair", "train = x\nreturn train", []),
    ("twin", "return x * ~terminated", ["return x * ~truncated"]),
    ("twin", "best_rows = x\nlast_rows = y\nreturn best_rows", ["return last_rows"]),
    ("twin", "return x.next_row - y.row", ["return x.row - y.row", "return x.next_row - y.next_row"]),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "region", "made"), MADE, ids=[f"{one[0]}: {one[1]}" for one in MADE])
def test_what_an_operator_makes(made_by, operator, region, made):
    assert sorted(made_by(operator, region)) == sorted(made)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("terminated", "truncated"),
        ("start", "end"),
        ("observations", "next_observations"),
        ("next_q_online", "next_q_target"),
        ("train_loss", "train_accuracy"),
        ("loss", "losses"),
        ("observation", "observations"),
    ],
)
def test_twins(one, other):
    assert are_twins(one, other)
    assert are_twins(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("x", "x"), ("x", "y"), ("n", "rows"), ("best_action", "random_actions"), ("a_b_c", "a")],
)
def test_no_twins(one, other):
    assert not are_twins(one, other)
    assert not are_twins(other, one)
