import pytest

from autograder.authoring.gate import PROVEN

BAD_LUCK = """
    from pathlib import Path
    try:
        Path(__file__).with_name("was_unlucky").touch(exist_ok=False)
    except FileExistsError:
        return
    expect_close(1, 2, of="the first draw")
"""


def last_line(run):
    return run.stdout.splitlines()[-1]


def test_a_course_in_order_passes(tiny):
    gate = tiny.ask(verify=True)["verify"]
    assert gate["problems"] == []
    assert (gate["checks"], gate["points"]) == (9, 12)
    assert gate["slowest"][1] < 10
    assert gate["proofs"] == {"skeleton": 1, "solution": 3, "mutant": 1, "variant": 2}


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
    marked = "tests/lessons/lesson_01_numbers/test_means.py:29"
    stale = "is not what solutions/ gives: run nox -s generate"
    for problem in (
        f"✗ lessons/lesson_01_numbers/means.py {stale}",
        f"✗ assignments/source/lesson_01_numbers/lesson_01_numbers.ipynb {stale}",
        f"✗ lessons/lesson_01_numbers/stray.txt {stale}",
        "✗ lessons/course.toml:14: lesson_01_numbers/sums has 7 points, its checks award 6",
        f"✗ {marked}: test_nothing comes after 'test_nowhere', which is no earlier check of its file",
        f"✗ {marked}: test_nothing's docstring has to state the behaviour in one sentence",
        "✗ lessons/course.toml:39: the hints of lesson_02_words/greetings repeat each other",
        f"✗ lesson_01_numbers/means/test_nothing: the skeleton gets 'passed' and 1 points, {wanted}",
        "✗ lesson_02_words/greetings/test_the_greeting: the solution gets 'failed', 0 of 1: greet('Ada')",
    ):
        assert problem in problems
    assert "; 9 problems; " in last_line(run)
    assert len(problems) == 9
    assert (own.lessons / "lesson_01_numbers/means.py").read_text() == before


def test_a_bank_that_proves_nothing_is_found(own):
    bank = own.root / "tests/banks"
    mutants = bank / "mutants/lesson_01_numbers/sums.toml"
    mutants.write_text(mutants.read_text().replace("a - b", "b + a"))
    variant = bank / "variants/lesson_01_numbers/means/by_statistics.py"
    variant.write_text(variant.read_text().replace("fmean", "median"))
    run = own.course("verify", "lesson_01")
    assert run.returncode == 1
    problems = [line for line in run.stdout.splitlines() if line.startswith("✗ ")]
    assert problems[0].startswith(
        "✗ tests/banks/variants/lesson_01_numbers/means/by_statistics.py:1: variant 'by_statistics': test_the_mean "
    )
    assert problems[1] == (
        "✗ tests/banks/mutants/lesson_01_numbers/sums.toml:2: mutant 'subtracted' survives: every check accepts it, "
        "expected test_two_numbers_are_added to fail"
    )
    assert len(problems) == 2  # the same in both modes is told once


def test_only_what_has_changed_is_proven_again(own):
    assert "1 skeleton, 3 solutions, 2 variants, 1 mutant, " in last_line(own.course("verify"))
    assert "; nothing (7 unchanged), " in last_line(own.course("verify", "--changed"))
    checks = own.root / "tests/lessons/lesson_01_numbers/test_means.py"
    checks.write_text(checks.read_text() + "\n# changed\n")
    assert "; 1 solution, 1 variant (5 unchanged), " in last_line(own.course("verify", "--changed"))
    checks.with_name("tools.py").write_text("# what checks share\n")
    assert "1 skeleton, 3 solutions, 2 variants, 1 mutant, " in last_line(own.course("verify", "--changed"))
    (own.work / PROVEN.name).write_text("damaged")
    assert "1 skeleton, 3 solutions, 2 variants, 1 mutant, " in last_line(own.course("verify", "--changed"))


@pytest.mark.parametrize(
    ("mark", "status"), [("points=2, seconds=60", 0), ("points=2", 1)], ids=["trains", "does not"]
)
def test_a_check_that_trains_gets_a_second_try(own, mark, status):
    checks = own.root / "tests/lessons/lesson_01_numbers/test_means.py"
    checks.write_text(checks.read_text().replace("points=2", mark) + BAD_LUCK)
    run = own.course("verify", "means")
    assert run.returncode == status, run.stdout
    told = [line for line in run.stdout.splitlines() if "the first draw" in line]
    assert len(told) == 1  # in one proof of four, in one of the two modes
    assert told[0].startswith("✗ " if status else "at the first try alone: ")
    assert ("; 0 problems, 1 more at a first try alone; " in last_line(run)) == (status == 0)


def test_what_failed_is_proven_again(own):
    mutants = own.root / "tests/banks/mutants/lesson_01_numbers/sums.toml"
    mutants.write_text(mutants.read_text().replace("a - b", "b + a"))
    assert own.course("verify").returncode == 1
    again = own.course("verify", "--changed")
    assert again.returncode == 1
    assert "; 1 mutant (6 unchanged), " in last_line(again)
