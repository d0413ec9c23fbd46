import pytest

from autograder.authoring.translation.strings import arguments_of, is_text, texts_of
from autograder.language import Template


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('x = "the loss is not averaged"', ["the loss is not averaged"]),
        ('x = "float32"', []),
        ('x = "s1,s2,s3,s4,action"', []),
        ('run("no:threadexception")', []),
        ('x = r"mat1 and mat2 shapes"', []),
        ('x = rf"def of {name} in words"', []),
        ('"""A docstring of words."""', []),
        ('def f():\n    """Words, too."""\n    return "some words"', ["some words"]),
        ('raise ValueError("expected a number above zero")', []),
        ('raise CourseError("there is no file; name one")', ["there is no file; name one"]),
        ('x = "step zero backward".split()', []),
        ('x = f"{name}: the shape for {N:,} states"', ["{name}: the shape for {N} states"]),
        ('x = f"the shape of {batch.size} and {f(3)}"', ["the shape of {size} and {2}"]),
        ('x = f"{n} of the {n} rows"', ["{n} of the {2} rows"]),
        ('x = f"{n} of {total}"', []),
        ('x = "the columns " + names + " are there"', ["the columns {names} are there"]),
        ('x = f"{{1}} stands for {n} things"', ["{{1}} stands for {n} things"]),
        ("x = f'it is {\"a vector\" if flat else \"a whole matrix\"}'", ["it is {1}", "a vector", "a whole matrix"]),
        ('fail("first line here\\nlikely: the mask is inverted\\nnext: course hint targets")',
         ["first line here", "the mask is inverted"]),
        ('expect(x, got="never" if a else "always", of="f")', ["never", "always"]),
        ('expect(x, got=frame["action"])', []),
    ],
)  # fmt: skip
def test_texts_are_what_reads_like_words(code, texts):
    assert list(texts_of(code)) == texts


def test_a_template_in_the_catalogue_matches_what_the_f_string_makes():
    name, n_states = "q_values", 3000
    (text,) = texts_of('f"{name}: the shape for {n_states:,} states"')
    assert Template.of(text).match(f"{name}: the shape for {n_states:,} states") == {
        "name": "q_values",
        "n_states": "3,000",
    }


def test_arguments_of_a_call_are_texts_and_nothing_else_is():
    code = (
        'x = "other words"\nraise CourseError(f"cannot read {file}: {error.strerror}; restore it from git")\n'
    )
    assert list(arguments_of(code, "CourseError")) == ["cannot read {file}: {strerror}; restore it from git"]


@pytest.mark.parametrize("text", ["{n} of {total}", "{a}: {b}", "{x}", "a {kind}"])
def test_vague_templates_are_no_entries_and_stay_english(text):
    assert not is_text(text)
