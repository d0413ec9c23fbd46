import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder import context
from autograder.expectations import (
    CheckFailure,
    _plainly_equal,
    award,
    definition_line,
    describe,
    expect,
    expect_close,
    expect_equal,
    expect_raises,
    where,
)

FILE = "lesson_01_numbers/sums.py"


@pytest.fixture(autouse=True)
def running_check(tmp_path, monkeypatch):
    """Let a check of sums.py be the one that runs."""
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_text(
        "import math\n\n\ndef total(values):\n    return 0\n\n\nclass Counter:\n    def add(self, one):\n        pass\n"
    )
    current = context.CheckContext(FILE, "sums", str(tmp_path))
    monkeypatch.setattr(context, "CURRENT", current)
    return current


def failure(call, *arguments, **options):
    """Return the lines of the message with which an expectation fails."""
    with pytest.raises(CheckFailure) as caught:
        call(*arguments, **options)
    return str(caught.value).splitlines()


# --- expect_close ---------------------------------------------------------------------------------------------

DTYPES = st.sampled_from(["float32", "float64", "int64", "int32", "int8", "uint8", "bool"])
SHAPES = arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)


@st.composite
def some_array(draw, shapes=SHAPES):
    dtype = draw(DTYPES)
    elements = (
        {"allow_nan": False, "allow_infinity": False, "min_value": -1000, "max_value": 1000}
        if "float" in dtype
        else None
    )
    return draw(arrays.arrays(dtype, draw(shapes), elements=elements))


@given(some_array())
def test_equal_arrays_of_any_shape_and_type_agree(array):
    expect_close(array, array.copy(), of="f()")
    expect_close(torch.from_numpy(array.copy()), array, of="f()")
    if array.ndim:
        expect_close(array.tolist(), array, of="f()") if array.size else None
        expect_close(array, torch.from_numpy(array.copy()), of="f()")


@given(some_array(arrays.array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=4)), st.data())
def test_an_array_with_one_changed_number_is_refused(array, data):
    changed = array.astype(float)
    index = data.draw(st.sampled_from(list(np.ndindex(array.shape))))
    changed[index] += data.draw(st.sampled_from([-1, 0.5, 1e-3])) * (1 + abs(changed[index]))
    lines = failure(expect_close, changed, array.astype(float), of="total(values)")
    assert lines[0] == "total(values)"
    if array.ndim:
        place = index[0] if array.ndim == 1 else index
        assert any(line.startswith(f"first difference at index {place}: ") for line in lines)
        assert any(line.endswith(f"(1 of {array.size} differ)") for line in lines)


@given(some_array(), SHAPES)
def test_the_same_numbers_in_another_shape_are_refused(array, shape):
    assume(shape != array.shape)
    other = np.zeros(shape) if array.size != np.prod(shape, dtype=int) else array.reshape(shape)
    lines = failure(expect_close, other, array, of="total(values)")
    text = "\n".join(lines)
    assert f"of shape {array.shape}" in text
    assert f"of shape {shape}" in text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e6, max_value=1e6))
def test_what_is_within_the_tolerances_is_accepted(number):
    expect_close(number * (1 + 5e-6), number, of="f()")
    expect_close(number + 5e-7, number, of="f()")
    expect_close(number + 0.1, number, of="f()", atol=0.2)
    failure(expect_close, number + 0.1 + abs(number) * 1e-3, number, of="f()")


def test_nan_agrees_with_nan_and_infinity_with_infinity():
    expect_close([np.nan, np.inf, -np.inf], [np.nan, np.inf, -np.inf], of="f()")
    failure(expect_close, [1.0], [np.nan], of="f()")
    failure(expect_close, [np.nan], [1.0], of="f()")
    failure(expect_close, [-np.inf], [np.inf], of="f()")


def test_a_list_of_tensors_and_a_tensor_with_a_gradient_are_numbers():
    expect_close([torch.tensor(1.0, requires_grad=True), torch.tensor(2.0)], [1, 2], of="f()")
    expect_close(torch.ones(2, requires_grad=True) * 2, [2, 2], of="f()")
    expect_close(torch.tensor(3), 3, of="f()")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "likely: nothing was returned: is a return missing?"),
        ("5", "likely: a str was returned where numbers were expected"),
        ({"a": 1}, "likely: a dict was returned where numbers were expected"),
        (print, "likely: a builtin_function_or_method was returned where numbers were expected"),
        ([1, [2, 3]], "likely: a list was returned where numbers were expected"),
        (1j, "likely: a complex was returned where numbers were expected"),
        ([None, 1], "likely: a list was returned where numbers were expected"),
    ],
)
def test_what_is_no_number_is_named(value, said):
    assert said in failure(expect_close, value, 5, of="total(values)")


def test_a_message_has_the_order_of_the_design(running_check):
    lines = failure(
        expect_close,
        [16, 2, 4],
        [16, 2, 1504],
        of="total(values)",
        diagnoses={"something else": [1, 2, 3], "the target masks truncation": [16, 2, 4]},
        hint="Look closely.",
    )
    assert lines == [
        "total(values)",
        "expected [16, 2, 1504]   got [16, 2, 4]",
        "first difference at index 2: expected 1504, got 4 (1 of 3 differ)",
        "likely: the target masks truncation",
        f"look at: {FILE}:4, total",
        "hint: Look closely.",
        "next: course hint sums",
    ]


def test_long_values_stand_below_each_other():
    lines = failure(expect_close, np.arange(12.0) * 1.11111, np.arange(12.0), of="total(values)")
    assert lines[1].startswith("expected [0, 1, 2, 3, 4, 5")
    assert lines[2].startswith("got      [0, 1.11111, 2.22222")
    assert max(map(len, lines)) < 125


def test_the_first_diagnosis_that_fits_is_shown():
    options = {"of": "f()", "diagnoses": {"text": "no number", "first": [2.0], "second": 2, "third": 2.0}}
    assert "likely: second" in failure(expect_close, 2.0000001, 1, **options)
    assert not any("likely" in line for line in failure(expect_close, 3, 1, **options))


def test_a_diagnosis_may_have_another_shape():
    options = {"of": "f()", "diagnoses": {"the mean is taken over everything": 2.0}}
    assert "likely: the mean is taken over everything" in failure(expect_close, 2.0, [1, 3], **options)


# --- expect_equal ---------------------------------------------------------------------------------------------

PLAIN = st.recursive(
    st.integers() | st.text() | st.booleans() | st.floats() | st.binary() | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3) | st.tuples(inner, inner)
    ),
    max_leaves=8,
)


@given(PLAIN)
def test_every_plain_value_equals_itself(value):
    assert _plainly_equal(value, value)


ALIKE = [(True, 1), (False, 0), (np.True_, 1), (1, np.True_), (1.0, 1), (1, 1.0), ("1", 1), (None, 0)]


@given(st.sampled_from(ALIKE + [pair[::-1] for pair in ALIKE]), st.integers(0, 3))
def test_true_never_equals_one_however_deep_it_is_hidden(pair, depth):
    actual, expected = pair
    for _ in range(depth):
        actual, expected = [actual, 7], [expected, 7]
    assert not _plainly_equal(actual, expected)
    assert not _plainly_equal({"a": actual}, {"a": expected})


@pytest.mark.parametrize(
    ("actual", "expected", "equal"),
    [
        (np.int64(3), 3, True),
        (np.float32(0.5), 0.5, True),
        (np.bool_(False), False, True),
        (np.float64("nan"), float("nan"), True),
        ((1, 2), [1, 2], True),
        ([1, 2], (1, 2), True),
        ([1, 2], [1, 2, 3], False),
        ("float32", "float64", False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ({"a": 1}, {"a": 1}, True),
        (range(2), [0, 1], False),
        (None, None, True),
    ],
)
def test_plain_values_are_compared_by_value(actual, expected, equal):
    assert _plainly_equal(actual, expected) == equal


class Forged:
    """Claims to be equal to everything."""

    __hash__ = None

    def __eq__(self, other):
        return True


class ForgedNumber(int):
    __hash__ = int.__hash__

    def __eq__(self, other):
        return True


class ForgedText(str):
    __hash__ = str.__hash__
    __slots__ = ()

    def __eq__(self, other):
        return True


class ForgedList(list):
    __hash__ = None

    def __eq__(self, other):
        return True


@pytest.mark.parametrize(
    ("forged", "expected"),
    [
        (Forged(), 5),
        (Forged(), "good fit"),
        (ForgedNumber(4), 5),
        (ForgedText("bad"), "good"),
        (ForgedList([1]), [2]),
        ([Forged()], [1]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_forged_equality_is_not_asked(forged, expected):
    assert not _plainly_equal(forged, expected)
    failure(expect_equal, forged, expected, of="f()")


def test_a_wrong_value_is_diagnosed():
    lines = failure(
        expect_equal, 7, 5, of="total(values)", diagnoses={"off by one": 6, "the sum": 7}, hint="Think."
    )
    assert lines == [
        "total(values)",
        "expected 5   got 7",
        "likely: the sum",
        f"look at: {FILE}:4, total",
        "hint: Think.",
        "next: course hint sums",
    ]
    assert "likely: nothing was returned: is a return missing?" in failure(expect_equal, None, 5, of="f()")
    assert not any(
        line.startswith("likely") for line in failure(expect_equal, True, 1, of="f()", diagnoses={"x": 1})
    )


# --- expect, expect_raises, award -----------------------------------------------------------------------------


def test_expect_says_in_words_what_should_hold():
    expect(True, of="f()", expected="a positive number", got=3)
    lines = failure(
        expect, False, of="Counter()", expected="a positive number", got=-3, likely="a sign is wrong"
    )
    assert lines == [
        "Counter()",
        "expected a positive number   got -3",
        "likely: a sign is wrong",
        f"look at: {FILE}:8, Counter",
        "next: course hint sums",
    ]
    assert "expected a number   got no number" in failure(
        expect, False, of="f()", expected="a number", got="no number"
    )


@pytest.mark.parametrize("raised", [ValueError("x"), UnicodeError("x")])
def test_an_exception_of_the_right_kind_is_right(raised):
    with expect_raises("ValueError", of="f()"):
        raise raised


@pytest.mark.parametrize("name", ["NotImplementedError", "RuntimeError", "Exception", "ValueError"])
def test_an_unwritten_exercise_never_answers(name):
    with pytest.raises(NotImplementedError), expect_raises(name, of="f()"):
        raise NotImplementedError


def test_the_wrong_exception_and_none_at_all_are_named():
    with (
        pytest.raises(CheckFailure, match=r"expected a ValueError   got KeyError: 'x'"),
        expect_raises("ValueError", of="f()"),
    ):
        raise KeyError("x")
    with (
        pytest.raises(CheckFailure) as caught,
        expect_raises("ValueError", of="total([])", hint="Refuse it."),
    ):
        pass
    assert str(caught.value).splitlines() == [
        "total([])",
        "expected a ValueError   got no exception",
        "likely: this input is not refused",
        f"look at: {FILE}:4, total",
        "hint: Refuse it.",
        "next: course hint sums",
    ]


def test_an_exception_that_cannot_tell_its_text_is_described_all_the_same():
    class MuteError(Exception):
        def __str__(self):
            raise ZeroDivisionError

    with (
        pytest.raises(CheckFailure, match=r"got +MuteError: \(its text cannot be shown"),
        expect_raises("ValueError", of="f()"),
    ):
        raise MuteError


def test_award_takes_fractions_only(running_check):
    award(0.25)
    assert running_check.fraction == 0.25
    for fraction in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="expected a number from 0 to 1"):
            award(fraction)


# --- describe and where ---------------------------------------------------------------------------------------


@given(PLAIN | some_array())
def test_a_description_is_one_short_line(value):
    text = describe(value)
    assert 0 < len(text) <= 100
    assert "\n" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (np.float32(0.1), "0.1"),
        (torch.tensor(2.5), "2.5"),
        (torch.tensor([1.0, 2.5]), "[1, 2.5]"),
        ([1, 2], "[1, 2]"),
        ([[1, 2], [3, 4]], "[[1, 2], [3, 4]]"),
        (np.array([True, False]), "[True, False]"),
        (np.array([[1, 200], [-30, 4]]), "[[1, 200], [-30, 4]]"),
        (torch.nn.Sequential(torch.nn.Identity()), "Sequential( (0): Identity() )"),
        ("text", "'text'"),
        (None, "None"),
        (True, "True"),
        ({"a": 1}, "{'a': 1}"),
        (np.arange(100), "[0, 1, 2, ..., 97, 98, 99]"),
        ("x" * 200, "'" + "x" * 98 + "…"),
    ],
)
def test_values_are_described_briefly(value, text):
    assert describe(value) == text


def test_a_value_that_cannot_be_described_is_named_by_its_type():
    class Mute:
        def __repr__(self):
            raise ZeroDivisionError

    assert describe(Mute()) == "a Mute"


def test_the_place_is_the_definition_in_the_students_file(running_check, tmp_path):
    assert where("total(values)") == f"{FILE}:4, total"
    assert where("Counter().add(1)") == f"{FILE}:8, Counter"
    assert where("add(1)") == f"{FILE}:9, add"
    assert where("nowhere()") == FILE
    assert where("…") == FILE
    (tmp_path / FILE).write_text("def broken(:\n")
    assert where("broken()") == f"{FILE}:1, broken"
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    assert where("broken()") == FILE
    (tmp_path / FILE).unlink()
    assert where("total(values)") == FILE


def test_the_line_of_a_definition(tmp_path):
    file = tmp_path / "one.py"
    file.write_text("async def a(): pass\nclass B:\n    def a(self): pass\n")
    assert [definition_line(file, name) for name in ("a", "B", "c")] == [1, 2, None]
