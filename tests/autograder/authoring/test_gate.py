import msgspec
import pytest

from autograder.authoring.gate import manifest_problems, skeleton_problems, solution_problems
from autograder.catalog import load_catalog
from autograder.checks import CheckSpec, collect_specs
from autograder.report import Report

COURSE = load_catalog()
BASELINE = COURSE.exercise("baseline")


def specs_of(exercise):
    return [spec for spec in collect_specs() if spec.exercise.id == exercise.id]


@pytest.fixture
def one():
    """Give a catalog of one exercise that is worth 4 points, and right specs for it."""
    lesson = msgspec.structs.replace(
        COURSE.lesson("05"), exercises=(msgspec.structs.replace(BASELINE, points=4.0),)
    )
    catalog = msgspec.structs.replace(COURSE, lessons=(lesson,))
    exercise = catalog.exercises[0]
    specs = [
        CheckSpec(f"{exercise.id}/test_a", exercise, "test_a", "It works.", 3.0, (), 10.0),
        CheckSpec(f"{exercise.id}/test_b", exercise, "test_b", "It works well.", 1.0, ("test_a",), 10.0),
    ]
    return catalog, specs


def test_a_manifest_that_fits_its_checks_has_no_problem(one):
    assert manifest_problems(*one) == []


def test_wrong_points_are_found(one):
    catalog, specs = one
    assert manifest_problems(catalog, specs[:1]) == [
        "lesson_05_datasets/baseline: its checks award 3 points, course.toml says 4"
    ]
    assert manifest_problems(catalog, []) == [
        "lesson_05_datasets/baseline: its checks award 0 points, course.toml says 4"
    ]


def test_points_in_tenths_are_no_problem(one):
    catalog, specs = one
    tenths = [specs[0]._replace(points=0.1, name=f"test_{n}", id=f"x/test_{n}") for n in range(40)]
    assert manifest_problems(catalog, tenths) == []


def test_a_prerequisite_that_is_no_earlier_check_is_found(one):
    catalog, specs = one
    assert manifest_problems(catalog, specs[::-1]) == [
        "lesson_05_datasets/baseline/test_b: comes after 'test_a', which is no earlier check of its file"
    ]
    assert manifest_problems(catalog, [specs[0], specs[1]._replace(after=("test_b",))]) == [
        "lesson_05_datasets/baseline/test_b: comes after 'test_b', which is no earlier check of its file"
    ]


def test_a_check_that_does_not_state_its_behaviour_is_found(one):
    catalog, specs = one
    assert manifest_problems(catalog, [specs[0]._replace(statement="a b"), specs[1]]) == [
        "lesson_05_datasets/baseline/test_a: its docstring has to state the behaviour in one sentence"
    ]


def test_hints_that_repeat_each_other_are_found(one):
    catalog, specs = one
    exercise = msgspec.structs.replace(catalog.exercises[0], hints=("a", "b", "a"))
    catalog = msgspec.structs.replace(
        catalog, lessons=(msgspec.structs.replace(catalog.lessons[0], exercises=(exercise,)),)
    )
    assert manifest_problems(catalog, specs) == ["lesson_05_datasets/baseline: its hints repeat each other"]


@pytest.mark.parametrize("verdict", ["passed", "failed", "error", "timeout"])
def test_a_skeleton_must_be_told_to_be_unwritten(result, verdict):
    assert skeleton_problems(Report("x", (result(verdict="not_started"), result(verdict="skipped")))) == []
    assert skeleton_problems(Report("x", (result("test_a", verdict, points=2),)))[0].startswith(
        f"lesson_01_numbers/sums/test_a: the skeleton gets '{verdict}' and "
    )


def test_a_solution_must_earn_everything(result):
    assert solution_problems(Report("x", (result(),)), []) == []
    assert solution_problems(
        Report(
            "x",
            (result("test_a", "failed", message="why"), result("test_b", points=2, earned=1, message="half")),
        ),
        [],
    ) == [
        "lesson_01_numbers/sums/test_a: the solution gets 'failed', 0 of 2: why",
        "lesson_01_numbers/sums/test_b: the solution gets 'passed', 1 of 2: half",
    ]


@pytest.mark.parametrize(("seconds", "earned", "problems"), [(10, 1.99, 1), (120, 1.99, 0), (120, 1.8, 1)])
def test_a_check_that_trains_may_miss_a_little_by_luck(result, seconds, earned, problems):
    report = Report("x", (result("test_a", points=2, earned=earned),))
    spec = CheckSpec(report.checks[0].id, BASELINE, "test_a", "It works.", 2.0, (), seconds)
    assert len(solution_problems(report, [spec])) == problems


def test_a_course_in_order_passes(tiny):
    gate = tiny.ask(verify=True)["verify"]
    assert gate["problems"] == []
    assert (gate["checks"], gate["points"]) == (9, 12)
    assert gate["slowest"][1] < 10


def test_everything_that_is_wrong_is_found_at_once(own):
    (own.lessons / "lesson_01_numbers/means.py").write_text("# out of date\n")
    (own.lessons / "lesson_01_numbers/stray.txt").write_text("x")
    manifest = own.lessons / "course.toml"
    manifest.write_text(
        manifest.read_text()
        .replace("points = 6", "points = 7")
        .replace('"Be polite."', "\"return f'Hello, {name}!'\"")
    )
    greetings = own.solutions / "lesson_02_words/greetings.py"
    greetings.write_text(greetings.read_text().replace("Hello, ", "Hi "))
    checks = own.root / "tests/lessons/lesson_01_numbers/test_means.py"
    checks.write_text(
        checks.read_text().replace("points=2", "points=1")
        + '\n\n@check(points=1, after=["test_nowhere"])\n'
        + 'def test_nothing(submission):\n    """Nothing is tested here"""\n'
    )
    before = (own.lessons / "lesson_01_numbers/means.py").read_text()
    run = own.course("verify")
    assert (run.returncode, run.stderr) == (1, "")
    problems = [line for line in run.stdout.splitlines() if line.startswith("✗ ")]
    wanted = "expected not_started or skipped"
    stale = "is not what solutions/ gives: run nox -s generate"
    for problem in (
        f"✗ lessons/lesson_01_numbers/means.py {stale}",
        f"✗ assignments/source/lesson_01_numbers/lesson_01_numbers.ipynb {stale}",
        f"✗ lessons/lesson_01_numbers/stray.txt {stale}",
        "✗ lesson_01_numbers/sums: its checks award 6 points, course.toml says 7",
        "✗ lesson_01_numbers/means/test_nothing: comes after 'test_nowhere', which is no earlier check of its file",
        "✗ lesson_01_numbers/means/test_nothing: its docstring has to state the behaviour in one sentence",
        "✗ lesson_02_words/greetings: its hints repeat each other",
        f"✗ lesson_01_numbers/means/test_nothing: the skeleton gets 'passed' and 1 points, {wanted}",
        "✗ lesson_02_words/greetings/test_the_greeting: the solution gets 'failed', 0 of 1: greet('Ada')",
    ):
        assert problem in problems
    assert run.stdout.splitlines()[-1].endswith("; 9 problems")
    assert len(problems) == 9
    assert (own.lessons / "lesson_01_numbers/means.py").read_text() == before
