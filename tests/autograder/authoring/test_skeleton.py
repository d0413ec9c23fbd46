import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.skeleton import BEGIN, END, skeleton
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import SOLUTIONS

FILE = "lesson_01_numbers/sums.py"
COURSE = load_catalog()

LINES = [
    "x = 1",
    "return x",
    "for i in range(3):\n    pass",
    "if True:\n    x = 2\nelse:\n    x = 3",
    "# a comment",
    "y = '''\n\ntext\n'''",
]
NAMES = st.sampled_from(["f", "g", "load", "_private"])


def indented(text, by):
    """Indent every line that has something on it."""
    return "".join(f"{by}{line}\n" if line else "\n" for line in text.splitlines())


@st.composite
def a_function(draw, by=""):
    """A function that has a solution region, with given code before and after it."""
    before, region, after = (draw(st.lists(st.sampled_from(LINES), max_size=2)) for _ in range(3))
    body = ['"""Say what it does."""', *before, BEGIN, *region, "pass", END, *after]
    return f"def {draw(NAMES)}(x):\n" + indented("\n".join(body), "    ")


@st.composite
def a_solution(draw):
    """A module of functions and classes with methods; return it with the number of its regions."""
    parts, regions = ['"""A module."""\n'], 0
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            parts.append(draw(a_function()))
            regions += 1
        else:
            methods = draw(st.lists(a_function(), min_size=1, max_size=3))
            parts.append(f"class {draw(NAMES)}:\n" + "".join(indented(method, "    ") for method in methods))
            regions += len(methods)
    return "\n\n".join(parts), regions


def calls(node):
    return [one for one in ast.walk(node) if isinstance(one, ast.Raise)]


@given(a_solution())
def test_every_region_becomes_one_raise_and_nothing_else_changes(solution):
    source, regions = solution
    result = skeleton(source, FILE)
    tree = ast.parse(result)
    assert len(calls(tree)) == regions
    assert BEGIN not in result
    assert END not in result
    inside = False
    kept = []
    for line in source.splitlines():
        if line.strip() == END:
            inside = False
            kept.append(None)
        elif line.strip() == BEGIN:
            inside = True
        elif not inside:
            kept.append(line)
    shown = [None if "raise NotImplementedError" in line else line for line in result.splitlines()]
    assert shown == kept


@given(a_solution())
def test_the_functions_stay_and_each_raise_names_its_own(solution):
    source, _ = solution

    def functions(text):
        return [
            node.name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]

    result = skeleton(source, FILE)
    assert functions(result) == functions(source)
    for name, body in owned(ast.parse(result)):
        assert [one.exc.args[0].value for one in calls(body)] == [f"{FILE}: write {name}"]


def owned(tree, prefix=""):
    """Walk over functions with their qualified names."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from owned(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield f"{prefix}{node.name}", node


def test_a_skeleton_is_no_solution_any_more():
    with pytest.raises(CourseError, match="no solution region"):
        skeleton(skeleton(f"def f():\n    {BEGIN}\n    return 1\n    {END}\n", FILE), FILE)


def test_the_raise_is_indented_as_the_region_was():
    source = f"class A:\n    def f(self):\n        if True:\n            {BEGIN}\n            pass\n            {END}\n"
    assert (
        skeleton(source, FILE).splitlines()[3]
        == f'            raise NotImplementedError("{FILE}: write A.f")'
    )


def test_a_nested_function_belongs_to_the_one_around_it():
    source = f"def outer():\n    def inner():\n        {BEGIN}\n        return 1\n        {END}\n    return inner\n"
    assert f'"{FILE}: write outer"' in skeleton(source, FILE)


def test_an_async_function_and_a_decorated_one_have_regions_too():
    region = f"    {BEGIN}\n    return 1\n    {END}\n"
    source = f"async def f():\n{region}\n@property\ndef g():\n{region}"
    assert re.findall(r"write (\w+)", skeleton(source, FILE)) == ["f", "g"]


WRONG = {
    "no region": (
        "x = 1\n",
        f"{FILE}: no solution region; put the code students write between '{BEGIN}' and '{END}'",
    ),
    "an empty file": ("", f"{FILE}: no solution region"),
    "no end": (f"def f():\n    {BEGIN}\n    return 1\n", f"{FILE}:2: '{BEGIN}' is never closed; add '{END}'"),
    "no beginning": (
        f"def f():\n    return 1\n    {END}\n",
        f"{FILE}:3: '{END}' without '{BEGIN}'; add the beginning",
    ),
    "a region in a region": (
        f"def f():\n    {BEGIN}\n    {BEGIN}\n    return 1\n    {END}\n",
        f"{FILE}:3: a region begins inside another; close the one of line 2",
    ),
    "outside": (
        f"{BEGIN}\nx = 1\n{END}\n",
        f"{FILE}:1: a solution region stands outside every function; move it inside",
    ),
    "in a class": (
        f"class A:\n    {BEGIN}\n    x = 1\n    {END}\n",
        f"{FILE}:2: a solution region stands outside",
    ),
    "no Python": ("def f(:\n", f"{FILE}:1: invalid syntax; the file has to be valid Python"),
    "badly indented": (
        f"def f():\n    {BEGIN}\n    x = 1\n      return x\n    {END}\n",
        f"{FILE}:4: unexpected indent; ",
    ),
    "no Python without the region": (
        f"def f(x):\n    {BEGIN}\n    if x:\n        return 1\n    {END}\n    else:\n        return 2\n",
        f"{FILE}:3: invalid syntax; ",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_region_that_is_wrong_is_named_with_its_line(name):
    source, said = WRONG[name]
    with pytest.raises(CourseError) as caught:
        skeleton(source, FILE)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.id)
def test_the_skeletons_of_the_course_leak_nothing_of_their_regions(exercise):
    """No statement of a region, as a whole line, is left where its function was."""
    source = (SOLUTIONS / exercise.file).read_text(encoding="utf-8")
    result = skeleton(source, exercise.file)
    assert "SOLUTION" not in result
    assert result.count("raise NotImplementedError(") == source.count(BEGIN)
    outside, regions = [], []
    for number, part in enumerate(re.split(rf"[ ]*(?:{BEGIN}|{END})\n", source)):
        (regions if number % 2 else outside).extend(part.splitlines())
    long_lines = {line.strip() for line in regions if len(line.strip()) > 25} - {
        line.strip() for line in outside
    }
    assert not long_lines & {line.strip() for line in result.splitlines()}
