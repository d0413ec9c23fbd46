import pytest

from autograder.authoring.soak import Plan, Tally, upper_bound
from autograder.authoring.soak_table import markdown
from autograder.authoring.soaked import Soaked
from autograder.catalog import load_catalog
from autograder.paths import SOLUTIONS

LUCKY = '''

from autograder.checks import varied


@check(points=1)
def test_luck(submission):
    """It depends on luck."""
    drawn = varied(7)
    submission[MODULE].mean([drawn])
    expect_close(drawn % 5000, 7, of="drawn")


@check(points=1, seconds=60)
def test_training(submission):
    """It trains."""
    submission[MODULE].mean([1])
'''


@pytest.mark.parametrize(
    ("failures", "runs", "bound"),
    [  # from tables of the binomial distribution
        (0, 300, 0.00994),
        (0, 1000, 0.00299),
        (1, 1000, 0.00474),
        (3, 1000, 0.00774),
        (50, 100, 0.5862),
        (5, 5, 1.0),
    ],
)
def test_the_upper_bound_is_that_of_clopper_and_pearson(failures, runs, bound):
    assert upper_bound(failures, runs) == pytest.approx(bound, rel=0.005)


def test_tallies_add_up():
    first, second = Tally("a", "reference", 10, 0), Tally("a", "reference", 5, 1, "why")
    assert first + second == Tally("a", "reference", 15, 1, "why")
    assert not second.is_rare
    assert Tally("a", "reference", 1000, 3).is_rare
    assert not Tally("a", "reference", 1000, 4).is_rare


def test_the_table_sums_up():
    tallies = [
        Tally("l/e/test_a", "reference", 1000, 1, "it fell\nexpected more"),
        Tally("l/e/test_a", "loop", 500, 0),
        Tally("l/e/test_a", "deque", 500, 0),
        Tally("l/e/test_still", "reference", 2, 0),
    ]
    text = markdown(tallies)
    assert "| l/e/test_a | reference | 1,000 | 1 | 0.47% |\n|  | 2 variants | 1,000 | 0 | 0.30% |" in text
    assert "1 further checks hand student code no seed" in text
    assert "in 99.90% of the cases" in text
    assert text.endswith("- l/e/test_a, reference: it fell\n")
    assert "test_still" not in text


def test_checks_that_draw_or_train_run_often_and_others_twice(own):
    file = own.root / "tests/lessons/lesson_01_numbers/test_means.py"
    file.write_text(file.read_text() + LUCKY)
    run = own.course("soak", "means", "--runs", "260", "--training-runs", "6", "--table", "soak.md")
    assert run.returncode == 1, run.stderr  # one of five is not rare
    rows = [line for line in (own.root / "soak.md").read_text().splitlines() if line.startswith("| ")][2:]
    assert [row.split(" | ")[:4] for row in rows] == [
        ["| lesson_01_numbers/means/test_luck", "reference", "260", "208"],
        ["| ", "1 variants", "260", "208"],
        ["| lesson_01_numbers/means/test_training", "reference", "6", "0"],
        ["| ", "1 variants", "6", "0"],
    ]
    assert "- 3 further checks" in (own.root / "soak.md").read_text()


def test_a_soak_goes_on_where_it_was(own):
    def runs(*options):
        own.course("soak", "means", "--training-runs", "6", "--table", "soak.md", *options)
        table = (own.root / "soak.md").read_text()
        return sum(int(line.split(" | ")[2]) for line in table.splitlines() if "test_training | ref" in line)

    file = own.root / "tests/lessons/lesson_01_numbers/test_means.py"
    file.write_text(file.read_text() + LUCKY)
    assert runs("--runs", "1") == 6
    file.write_text(file.read_text().replace("It trains.", "It trains a lot.") + "\n# said better\n")
    known = own.root / ".course/soaked.jsonl"
    known.write_bytes(known.read_bytes() + b'["half a li')
    assert runs("--runs", "1", "--minutes", "0") == 6  # nothing was begun: all was known
    other = file.with_name("test_sums.py")
    other.write_text(other.read_text() + "\nOTHER = 1\n")
    assert runs("--runs", "1", "--minutes", "0") == 6  # another exercise's checks are not what was run
    file.write_text(file.read_text().replace("mean([1])", "mean([2])"))
    assert runs("--runs", "1", "--minutes", "0") == 0


def test_a_soak_can_begin_anew(tmp_path):
    catalog = load_catalog()
    plan = Plan("lesson_06_mlps/mlp", "reference", SOLUTIONS, training=False, shifts=range(5))
    file = tmp_path / "soaked.jsonl"
    Soaked(catalog, file).add(plan, [Tally("check", "reference", 5, 0)])
    soaked = Soaked(catalog, file)
    assert soaked.get(plan) == [Tally("check", "reference", 5, 0)]
    assert soaked.get(plan._replace(shifts=range(5, 10))) is None
    soaked.forget()
    assert soaked.get(plan) is None
    assert Soaked(catalog, file).get(plan) is None
