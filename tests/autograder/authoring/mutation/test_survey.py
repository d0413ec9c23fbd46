import pytest
from rich.console import Console

from autograder.authoring.mutation.equivalents import Equivalent, EquivalentRow
from autograder.authoring.mutation.mutants import mutants_of
from autograder.authoring.mutation.show import mutate
from autograder.authoring.mutation.survey import _problems, exercises_to_mutate
from autograder.catalog import load_catalog
from autograder.checks import CheckSpec
from autograder.errors import CourseError

COURSE = load_catalog()
OLD = "return total(values) / len(values)"
SURVIVOR = (
    "✗ means:13:arithmetic:2 survives: solutions/lesson_01_numbers/means.py:13, in mean: "
    f"{OLD} → return total(values) // len(values)"
)


@pytest.fixture
def mutated(lent):
    """Give a function that mutates exercises of the tiny course; it returns whether all is well, and what is shown."""

    def run(*names, equivalent=()):
        if equivalent:
            file = lent.root / "tests/banks/equivalent.toml"
            file.parent.mkdir(exist_ok=True)
            file.write_text("".join(row(new) for new in equivalent))
        answer = lent.ask(mutate=names)
        return answer["well"], [" ".join(line.split()) for line in answer["lines"]]

    return run


def row(new):
    """A row of the list of equivalent mutants."""
    reason = 'reason = "The checks average whole numbers only."'
    return f'[[equivalent]]\nexercise = "lesson_01_numbers/means"\nold = "{OLD}"\nnew = "{new}"\n{reason}\n\n'


def test_a_survivor_is_told_with_its_place_and_its_change(lent, mutated):
    file = lent.solutions / "lesson_01_numbers/means.py"
    file.write_text(
        "\n" * 87 + file.read_text()
    )  # so that its line is 100, of which a terminal may make a picture
    well, lines = mutated("means")
    assert not well
    assert lines[:3] == [
        SURVIVOR.replace(":13", ":100"),
        "exercise mutants killed equivalent survived",
        "lesson_01_numbers/means 14 13 0 1",
    ]
    assert lines[3].startswith(
        "mutate: 14 mutants of 1 exercises; 13 killed, 0 of them by a timeout; 0 equivalent, 1 survived; 0 problems; "
    )


def test_what_is_listed_as_equivalent_may_survive(mutated):
    well, lines = mutated("means", equivalent=["return total(values) // len(values)"])
    assert well
    assert lines[1] == "lesson_01_numbers/means 14 13 1 0"


def test_a_row_about_no_mutant_or_about_one_that_is_killed_is_told_with_its_place(mutated):
    right = "return total(values) // len(values)"
    well, lines = mutated("means", equivalent=[right, "return None", "return 3"])
    assert not well
    killed = "means:13:return:1 is not equivalent, test_the_mean rejects it; delete the row"
    missing = f"there is no such mutant of lesson_01_numbers/means: {OLD} → return 3; delete the row"
    assert [line for line in lines if line.startswith("✗")] == [
        f"✗ tests/banks/equivalent.toml:7: {killed}",
        f"✗ tests/banks/equivalent.toml:13: {missing}",
    ]


def test_a_check_that_trains_may_reject_what_is_listed_by_bad_luck(result):
    exercise = COURSE.exercise("imitation")
    mutant = mutants_of(exercise)[0]
    row = EquivalentRow(exercise.id, mutant.old, mutant.new, "This is a test, and no more.")
    red = {mutant: [result("test_it", "failed")]}
    spec = CheckSpec(red[mutant][0].id, exercise, "test_it", "It works.", 2.0, (), 10.0)
    told = _problems(Equivalent(row, "here:1"), red, {spec.id: spec})
    assert told == [f"here:1: {mutant.name} is not equivalent, test_it rejects it; delete the row"]
    assert _problems(Equivalent(row, "here:1"), red, {spec.id: spec._replace(seconds=120.0)}) == []


def test_a_mutant_that_is_late_is_killed(lent, mutated):
    file = lent.solutions / "lesson_01_numbers/sums.py"
    endless = "result = a\n    while result != a + b:\n        result = a + b\n    return result"
    file.write_text(file.read_text().replace("return a + b", endless))
    _, lines = mutated("sums")
    late = int(lines[-1].split("killed, ")[1].split()[0])
    (figures,) = [line for line in lines if line.startswith("lesson_01_numbers/sums")]
    _, mutants, killed, equivalent, survived = figures.split()
    assert late > 0
    assert int(mutants) == int(killed) + int(survived)
    assert equivalent == "0"


def test_solutions_that_are_rejected_themselves_are_not_mutated(lent):
    file = lent.solutions / "lesson_01_numbers/means.py"
    file.write_text(file.read_text().replace("total(values) /", "1 + total(values) /"))
    check = "lesson_01_numbers/means/test_the_mean"
    assert lent.ask(mutate=["means"]) == {
        "error": f"CourseError: {check} gives the solution itself 'failed', 0 of 1 points: run nox -s verify and mend "
        "that first"
    }


def test_the_command_ends_with_status_1_if_something_survives(own):
    run = own.course("mutate", "means")
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.splitlines()[0] == SURVIVOR


def test_what_trains_is_left_out_unless_it_is_asked_for():
    kept, left_out = exercises_to_mutate(COURSE, (), training=False)
    assert [exercise.name for exercise in left_out] == ["imitation", "one_hidden_layer"]
    assert [*kept, *left_out] == list(COURSE.exercises)
    assert exercises_to_mutate(COURSE, ("lesson_08",), training=True) == (left_out, [])


def test_nothing_to_mutate_is_an_error():
    with pytest.raises(
        CourseError, match="left out, because their checks train: lesson_08_homework/imitation; with"
    ):
        mutate(Console(), ["imitation"], training=False)
