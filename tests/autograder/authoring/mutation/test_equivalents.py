import pytest

from autograder.authoring.mutation.equivalents import EquivalentRow, read_equivalents
from autograder.authoring.mutation.mutants import mutants_of
from autograder.catalog import load_catalog
from autograder.errors import CourseError

COURSE = load_catalog()
ROW = """[[equivalent]]
exercise = "lesson_07_deep_q_agent/targets"
old = "a"
new = "b"
reason = "Both are the same letter."
"""


@pytest.fixture
def read(tmp_path):
    """Give a function that reads a list with this text."""

    def read(text):
        file = tmp_path / "equivalent.toml"
        file.write_text(text)
        return read_equivalents(COURSE, file)

    return read


def test_without_a_file_there_are_none(tmp_path):
    assert read_equivalents(COURSE, tmp_path / "equivalent.toml") == []


def test_rows_are_read_with_their_places(read):
    first, second = read("# why\n" + ROW + ROW.replace('"a"', '"c"'))
    assert (first.row.old, first.place) == ("a", "equivalent.toml:2")
    assert (second.row.old, second.place) == ("c", "equivalent.toml:7")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ROW + ROW, r"equivalent.toml:6: this mutant stands there twice; delete one"),
        (ROW + ROW.replace("targets", "nowhere"), r"equivalent.toml:6: there is no exercise '.*nowhere'"),
        (ROW + '[[equivalent]]\nold = "a"', r"equivalent.toml:6: .*missing required field `exercise`"),
        (ROW.replace("Both are the same letter.", "no"), r"equivalent.toml:5: .*length >= 10"),
        (ROW + "x", r"equivalent.toml:\d+: "),
        (ROW + 'colour = "red"', r"equivalent.toml:1: .*unknown field `colour`"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_place(read, text, message):
    with pytest.raises(CourseError, match=message):
        read(text)


def test_a_row_means_its_line_in_every_function_or_in_one():
    exercise = COURSE.exercise("targets")
    mutants = [one for one in mutants_of(exercise) if one.new.endswith("(terminated).float()")]
    assert [one.function for one in mutants] == ["td_targets", "double_td_targets"]
    row = EquivalentRow(exercise.id, mutants[0].old, mutants[0].new, "It is not, but this is a test.")
    assert row.means(mutants[0])
    assert not row.means(mutants[1])
    one, other = mutants[0]._replace(function="f"), mutants[0]._replace(function="g")
    assert row.means(one)
    assert row.means(other)
    narrow = EquivalentRow(exercise.id, row.old, row.new, row.reason, "g")
    assert not narrow.means(one)
    assert narrow.means(other)


def test_the_courses_own_list_can_be_read():
    assert all(one.row.reason.endswith(".") for one in read_equivalents(COURSE))
