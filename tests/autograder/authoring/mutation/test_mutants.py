import ast
import difflib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.mutation.mutants import mutants_of
from autograder.authoring.mutation.operators import OPERATORS
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import SOLUTIONS

EXERCISES = load_catalog().exercises

REGION = """
n, names = 0, []
for name in x:
    if name and not y:  # a comment
        n += name.count("a") - 1
        names.append(name)
        continue
    with y[n]:
        n = min(n, 3) < 1
return terminated
"""


def exercises():
    return pytest.mark.parametrize("exercise", EXERCISES, ids=[exercise.id for exercise in EXERCISES])


@exercises()
def test_every_mutant_is_another_program(exercise):
    solution = (SOLUTIONS / exercise.file).read_text()
    trees = [ast.dump(ast.parse(mutant.source)) for mutant in mutants_of(exercise)]
    assert trees
    assert len({*trees, ast.dump(ast.parse(solution))}) == len(trees) + 1


@exercises()
def test_only_what_students_write_is_changed(exercise):
    solution = (SOLUTIONS / exercise.file).read_text().splitlines()
    inside = set()
    for number, line in enumerate(solution, start=1):
        if line.strip() == "# BEGIN SOLUTION":
            first = number
        elif line.strip() == "# END SOLUTION":
            inside |= set(range(first + 1, number))
    for mutant in mutants_of(exercise):
        matcher = difflib.SequenceMatcher(a=solution, b=mutant.source.splitlines(), autojunk=False)
        changed = {
            line
            for kind, start, end, _, _ in matcher.get_opcodes()
            if kind in {"replace", "delete"}
            for line in range(start + 1, end + 1)
        }
        assert changed <= inside
        assert mutant.line in inside


@exercises()
def test_names_are_stable_and_belong_to_one_mutant(exercise):
    names = [mutant.name for mutant in mutants_of(exercise)]
    assert len(set(names)) == len(names)
    assert names == [mutant.name for mutant in mutants_of(exercise)]
    assert all(re.fullmatch(rf"{exercise.name}:\d+:[a-z]+:\d+", name) for name in names)


def test_each_operator_makes_a_mutant(mutants):
    assert {mutant.operator for mutant in mutants(REGION)} == set(OPERATORS)


def test_a_mutant_tells_its_place_and_its_change_on_one_line(mutants):
    (mutant,) = [
        one for one in mutants("return x(\n    y,  # why\n    terminated,\n)") if one.operator == "twin"
    ]
    assert (mutant.name, mutant.function) == ("targets:18:twin:1", "f")
    assert (mutant.old, mutant.new) == ("terminated,", "truncated,")
    (mutant,) = [one for one in mutants("return x(\n    y,  # why\n)") if one.operator == "return"]
    assert (mutant.line, mutant.old, mutant.new) == (16, "return x( y, )", "return None")


def test_a_mutant_is_laid_out_as_a_submission_of_this_exercise_alone(mutants, tmp_path):
    mutant = mutants("return x")[0]
    root = mutant.lay_out(tmp_path / "mutated")
    assert (root / mutant.exercise.file).read_text() == mutant.source
    files = [file.name for file in root.rglob("*") if file.is_file()]
    assert sorted(files) == ["__init__.py", "targets.py"]
    assert ":" not in str(root.relative_to(tmp_path))


def test_a_solution_that_is_no_python_is_told(mutants):
    with pytest.raises(
        CourseError, match=r"lesson_07_deep_q_agent/targets.py:16: .*; the file has to be valid Python"
    ):
        mutants("return (")


EXPRESSIONS = st.recursive(
    st.sampled_from(["x", "y", "terminated", "1", "0.5", "None", "x.size", "'ä'"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "*", "//", "|", "<", "==", "is not", "and"]), inner).map(
            lambda parts: "({} {} {})".format(*parts)
        ),
        st.tuples(inner, inner).map(lambda parts: "x({}, dim={})".format(*parts)),
        st.tuples(inner, inner).map(lambda parts: "[{}, {}][-1:]".format(*parts)),
        inner.map("(not {})".format),
        inner.map("({}).mean()".format),
        inner.map("[z for z in x if {}]".format),
    ),
    max_leaves=8,
)


@given(expression=EXPRESSIONS)
def test_any_expression_is_mutated_into_valid_python(tmp_path_factory, expression):
    exercise = EXERCISES[0]
    root = tmp_path_factory.mktemp("any")
    file = root / exercise.file
    file.parent.mkdir()
    text = f"def f(x, y, terminated):\n    # BEGIN SOLUTION\n    return {expression}\n    # END SOLUTION\n"
    file.write_text(text, encoding="utf-8")
    trees = [ast.dump(ast.parse(mutant.source)) for mutant in mutants_of(exercise, root)]
    assert len({*trees, ast.dump(ast.parse(text))}) == len(trees) + 1
