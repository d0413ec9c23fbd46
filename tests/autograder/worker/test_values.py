"""Tests of autograder/worker/values.py: what crosses comes out equal, what does not is named, garbage is refused."""

import contextlib
import math

import msgspec
import numpy as np
import pandas as pd
import pytest
import torch
from gymnasium import spaces
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.worker.frames import Frame, ProtocolError
from autograder.worker.values import MOST_DEPTH, Reader, Writer


def cross(value):
    """Write a value, pack and unpack it as a frame does, and read it; what is named comes out as its type's name."""
    writer = Writer(lambda thing, _: ["named", type(thing).__name__])
    header = msgspec.msgpack.decode(msgspec.msgpack.encode(writer.write(value)))
    return Reader(Frame(header, b"".join(writer.chunks)), lambda written, _: f"<{written[1]}>").read(header)


def read(header, body=b""):
    def find(written, _):
        raise ProtocolError(written[0])

    return Reader(Frame(header, body), find).read(header)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
    ),
    max_leaves=20,
)
DTYPES = st.sampled_from(["<f4", ">f4", "<f8", "<f2", "<i1", "<i4", ">i8", "<u2", "<u4", "?"])
ARRAYS = DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0)))


@given(VALUES)
def test_plain_values_cross_with_their_types(value):
    assert repr(cross(value)) == repr(value)


@given(ARRAYS)
def test_arrays_cross_bit_by_bit(array):
    got = cross(array)
    assert (got.shape, got.dtype) == (array.shape, array.dtype.newbyteorder("="))
    np.testing.assert_array_equal(got, array)
    got[...] = 0  # a copy that may be written to


@pytest.mark.parametrize(
    "array", [np.arange(12).reshape(3, 4).T, np.arange(10)[::-2], np.float32(1)[None][0:0]]
)
def test_views_cross_as_they_look(array):
    np.testing.assert_array_equal(cross(array), array)


@pytest.mark.parametrize("requires_grad", [False, True])
def test_tensors_cross(requires_grad):
    tensor = torch.arange(6, dtype=torch.float32).reshape(2, 3).requires_grad_(requires_grad)
    got = cross([tensor.T if not requires_grad else tensor])[0]
    assert type(got) is torch.Tensor
    assert got.requires_grad == requires_grad
    assert torch.equal(got.detach(), (tensor.T if not requires_grad else tensor).detach())


def test_parameters_cross_as_tensors():
    got = cross(torch.nn.Parameter(torch.ones(2)))
    assert type(got) is torch.Tensor
    assert got.requires_grad


@pytest.mark.parametrize(
    "value", [np.float64(2.5), np.float32(0.1), np.int64(-3), np.bool_(1), np.uint8(200)]
)
def test_numpy_scalars_stay_numpy_scalars(value):
    got = cross(value)
    assert type(got) is type(value)
    assert got == value


@pytest.mark.parametrize("text", ["x" * 1_000, "ü" * 1_001, "x" * 3_000_000, "\0" * 2_000])
def test_texts_of_any_length_cross(text):
    assert cross([text, "after"]) == [text, "after"]


def test_nan_and_infinity_cross():
    got = cross([math.nan, math.inf, np.array([np.nan])])
    assert math.isnan(got[0])
    assert got[1] == math.inf
    assert np.isnan(got[2]).all()


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": np.float32([1, 2]), "b": [3, 4]}),
        pd.DataFrame({"a": pd.Series([1, "x"], dtype=object)}),
        pd.DataFrame(np.zeros((0, 2)), columns=["a", "a"]),
        pd.DataFrame({0: [True], 1: [0.5]}),
    ],
)
def test_frames_cross(frame):
    pd.testing.assert_frame_equal(cross(frame), frame, check_column_type=False, check_index_type=False)


def test_series_cross():
    pd.testing.assert_series_equal(cross(pd.Series(np.float32([1, 2]))), pd.Series(np.float32([1, 2])))


def test_spaces_cross():
    box = spaces.Box(-1, 1, (4,), np.float32)
    assert cross([box, spaces.Discrete(3)]) == [box, spaces.Discrete(3)]


class LyingFloat(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


class LyingArray(np.ndarray):
    pass


class LyingList(list):
    pass


class Forged:
    def __array__(self):
        return np.zeros(3)

    @property
    def __class__(self):
        return float


@pytest.mark.parametrize(
    "thing",
    [
        LyingFloat(1),
        np.zeros(3).view(LyingArray),
        LyingList([1]),
        Forged(),
        object(),
        np.array([object()]),
        np.array(["x"]),
        np.zeros(2, dtype=np.complex64),
        torch.zeros(2, dtype=torch.complex64),
        torch.zeros(2).to_sparse(),
        1 << 10_000,
        float,
        lambda: 1,
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_what_is_no_plain_value_is_named(thing):
    assert cross([thing]) == [f"<{type(thing).__name__}>"]


def test_what_is_too_deep_is_named():
    value = []
    for _ in range(MOST_DEPTH + 5):
        value = [value]
    got = cross(value)
    for _ in range(MOST_DEPTH + 1):
        (got,) = got if isinstance(got, list) else [got]
    assert got == "<list>"


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ([], b""),
        ([1], b""),
        ({"list": 1}, b""),
        (["array", "f4", [2]], b"1234567"),
        (["array", "f4", [10**9, 10**9]], b""),
        (["array", "f4", [-1]], b"1234"),
        (["array", "f4", [2**62, 4]], b""),
        (["array", "f4", [1.5]], b"1234"),
        (["array", "O8", [1]], b"12345678"),
        (["array", "V4", [1]], b"1234"),
        (["array", "f4", [1] * 40], b"1234"),
        (["array", "f4"], b"1234"),
        (["array", ["f4"], [1]], b"1234"),
        (["tensor", "f4", [1]], b"1234"),
        (["bytes", 5], b"1234"),
        (["text", 5], b"1234"),
        (["text", 2], b"\xff\xff"),
        (["bytes", -1], b"1234"),
        (["bytes", "4"], b"1234"),
        (["int", "f" * 5_000], b""),
        (["int", "zz"], b""),
        (["dict", [["list"], 1]], b""),
        (["dict", 1], b""),
        (["slice", 1], b""),
        (["frame", 2, ["a", ["list", 1]]], b""),
        (["frame", 10**12], b""),
        (["frame", -1], b""),
        (["discrete", -1, 0], b""),
        (["box", 1, 2], b""),
        (["unheard of", 1], b""),
    ],
)
def test_what_no_honest_writer_writes_is_refused(header, body):
    with pytest.raises(ProtocolError):
        read(header, body)


TAGS = st.sampled_from(
    [
        "int",
        "list",
        "tuple",
        "dict",
        "slice",
        "bytes",
        "scalar",
        "array",
        "tensor",
        "frame",
        "series",
        "box",
        "discrete",
    ]
)
HEADERS = st.recursive(
    st.none() | st.integers(-3, 9) | st.text(max_size=3) | st.sampled_from(["f4", "i8", "b1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(TAGS, inner, inner).map(list)
        | st.tuples(TAGS, inner).map(list)
    ),
    max_leaves=12,
)


@given(header=HEADERS, body=st.binary(max_size=40))
def test_reading_gives_a_value_or_a_protocol_error(header, body):
    with contextlib.suppress(ProtocolError):
        read(header, body)


def test_a_byte_that_is_no_truth_value_becomes_one():
    got = read(["array", "b1", [3]], b"\x00\x01\x07")
    assert got.tolist() == [False, True, True]
    assert got.view(np.uint8).max() == 1
