import textwrap

import pytest

from autograder.authoring.banks import read_mutants, read_variants, solution_lines
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import SOLUTIONS

SUMS = """
[[mutants]]
name = "subtracted"
replace = "return a + b"
by = "return a - b"
check = "test_two_numbers_are_added"
diagnosis = "the second number is subtracted"
symptom = "The total shrinks with every number."
"""


@pytest.fixture
def bank(tmp_path, tiny):
    """Give a function that reads a bank of the tiny course that holds these files."""

    def read(reader, **files):
        for name, text in files.items():
            file = tmp_path / name.replace("__", "/").replace("_toml", ".toml").replace("_py", ".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text), encoding="utf-8")
        return reader(load_catalog(tiny.lessons / "course.toml"), tmp_path, tiny.solutions)

    return read


def test_a_mutant_is_the_reference_with_one_passage_changed(bank, tmp_path):
    (mutant,) = bank(read_mutants, lesson_01_numbers__sums_toml=SUMS)
    assert (mutant.check, mutant.diagnosis, mutant.also) == (
        "test_two_numbers_are_added",
        "the second number is subtracted",
        (),
    )
    assert mutant.entry.place == "sums.toml:3"
    root = mutant.entry.lay_out(tmp_path / "laid out")
    assert root == tmp_path / "laid out/lesson_01_numbers/sums/subtracted"
    written = (root / "lesson_01_numbers/sums.py").read_text()
    assert "return a - b" in written
    assert "return math.fsum(values)" in written
    assert "return a + b" not in written


def test_several_edits_make_one_solution(bank):
    row = SUMS + 'edits = [{ replace = "import math\\n", by = "" }, { replace = "math.fsum", by = "sum" }]\n'
    (mutant,) = bank(read_mutants, lesson_01_numbers__sums_toml=row)
    assert "math" not in mutant.entry.source
    assert "return a - b" in mutant.entry.source


def test_variants_are_rows_and_modules(bank):
    rows = """
        [[variants]]
        name = "by_sum"
        replace = "return a + b"
        by = "return sum((a, b))"
        differs = "Python's own sum adds the two."
    """
    module = '"""Loops."""\n\ndef mean(values):\n    ...\n'
    by_sum, by_loop = bank(
        read_variants, lesson_01_numbers__sums_toml=rows, lesson_01_numbers__means__by_loop_py=module
    )
    assert (by_sum.id, by_loop.id) == ("lesson_01_numbers/sums/by_sum", "lesson_01_numbers/means/by_loop")
    assert "sum((a, b))" in by_sum.source
    assert by_loop.source == module


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            ("a + b", "c + d"),
            "sums.toml:3: 'subtracted' replaces a passage that stands 0 times in solutions/",
        ),
        (
            ('"return a + b"', '"values"'),
            "stands 3 times in solutions/lesson_01_numbers/sums.py, expected once: ",
        ),
        (("return a - b", "return ("), "sums.toml:3: 'subtracted' makes invalid Python, line 10"),
        (('replace = "return a + b"', ""), "sums.toml:3: 'subtracted' changes nothing"),
        (("check =", "checks ="), "sums.toml:2: Object contains unknown field `checks`"),
        (("check =", "# "), "sums.toml:2: Object missing required field `check`"),
        (('"subtracted"', '"Sub tracted"'), "sums.toml:3: Expected `str` matching regex"),
        (('symptom = "', 'symptom = 3 # "'), "sums.toml:8: Expected `str`, got `int`"),
        (('"return a - b"', '"return a - b'), "sums.toml:5: Illegal character"),
    ],
)
def test_a_wrong_row_is_told_with_file_and_line(bank, change, error):
    with pytest.raises(CourseError) as told:
        bank(read_mutants, lesson_01_numbers__sums_toml=SUMS.replace(*change))
    assert error in str(told.value)


def test_the_second_of_two_rows_is_told_by_its_own_line(bank):
    with pytest.raises(CourseError, match=r"^sums.toml:10: Object missing required field `diagnosis`"):
        bank(read_mutants, lesson_01_numbers__sums_toml=SUMS + SUMS.replace("diagnosis", "# "))
    with pytest.raises(CourseError, match=r"^sums.toml:11: 'subtracted' stands there twice; rename one"):
        bank(read_mutants, lesson_01_numbers__sums_toml=SUMS + SUMS)


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        (
            "lesson_01_numbers__adding_toml",
            SUMS,
            "adding.toml:1: there is no exercise 'lesson_01_numbers/adding'",
        ),
        ("lesson_01_numbers__adding__loop_py", '"""Loops."""', "loop.py:1: there is no exercise"),
        ("lesson_01_numbers__sums__loop_py", "x = 1", "loop.py:1: its docstring has to say how it differs"),
        ("lesson_01_numbers__sums__loop_py", "\nx = (", "loop.py:2: '(' was never closed"),
    ],
)
def test_a_file_that_nobody_would_read_is_told(bank, name, text, error):
    with pytest.raises(CourseError) as told:
        bank(read_variants, **{name: text})
    assert error in str(told.value)


def test_lines_of_a_solution_are_those_that_students_do_not_have():
    source = "import a\n# BEGIN SOLUTION\n    x = 1\n# END SOLUTION\ny = 2\n"
    assert list(solution_lines(source)) == ["x = 1"]


def test_the_courses_banks_are_as_large_as_promised():
    catalog = load_catalog()
    mutants = read_mutants(catalog)
    assert len(mutants) >= 200
    assert len(read_variants(catalog)) >= 60
    assert len({(mutant.entry.exercise.id, mutant.entry.source) for mutant in mutants}) == len(mutants)
    for mutant in mutants:
        assert mutant.entry.source != (SOLUTIONS / mutant.entry.exercise.file).read_text()
