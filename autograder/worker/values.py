"""Values: what crosses between judge and worker by value, and how it is written down.

Numbers, strings, bytes, exact lists, tuples and dicts, slices, NumPy arrays and scalars, tensors, data frames and
gymnasium's Box and Discrete spaces cross by value. Exact means exact: an object of a subclass, however it compares or
converts, is not written down but left where it is and *named*: the judge gets a handle for it, the worker gets a stub
for an object that the judge lends. What is read is checked before it is made: types, shapes, sizes and depth.

A plain scalar stands for itself in the header. Everything else is a list that begins with a tag; the bytes of arrays
follow each other in the body, in the order in which the header names them.
"""

# ruff: noqa: SLF001
# The two tables name methods of the classes above them.

from __future__ import annotations

import collections
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import torch
from gymnasium import spaces

from autograder.worker.frames import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.worker.frames import Frame

MOST_DEPTH = 16
"""Containers within containers at most."""
MOST_DIMENSIONS = 8
MOST_VALUES, MOST_ARRAYS = 100_000, 10_000
"""Values, and arrays among them, in one message: each costs whoever reads it some microseconds."""
_MOST_ROWS = 10_000_000
_MOST_COLUMNS = 1_000
_LONGEST_IN_HEADER = 1_000  # characters of a string
_WORD = 64  # bits of the integers that msgpack knows
_LONGEST_INTEGER = 4096  # bits

_DTYPES = frozenset(
    f"{kind}{size}"
    for kind, sizes in (("f", "248"), ("i", "1248"), ("u", "1248"), ("b", "1"))
    for size in sizes
)
"""NumPy's numbers, without byte order: f4 is float32."""


class Writer:
    """Writes one message: the header's values and the body's chunks."""

    def __init__(self, name: Callable[[Any, Writer], list[Any]]) -> None:
        """Use `name` for objects that do not cross by value; it returns the tagged list that stands for one."""
        self._give_name = name
        self.chunks: list[Any] = []

    def _name(self, value: Any) -> list[Any]:
        return self._give_name(value, self)

    def write(self, value: Any, depth: int = 0) -> Any:
        """Return what stands for `value` in the header."""
        if depth > MOST_DEPTH:
            return self._name(value)
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        plain = _WRITERS.get(kind)
        if plain is None:
            if isinstance(value, np.generic) and value.dtype.str[1:] in _DTYPES:
                self.chunks.append(value.tobytes())
                return ["scalar", value.dtype.str[1:]]
            return self._name(value)
        return plain(self, value, depth)

    def _write_text(self, value: str, _: int) -> Any:
        if len(value) <= _LONGEST_IN_HEADER:
            return value
        encoded = value.encode()
        self.chunks.append(encoded)
        return ["text", len(encoded)]

    def _write_integer(self, value: int, _: int) -> Any:
        if value.bit_length() < _WORD:
            return value
        return ["int", hex(value)] if value.bit_length() < _LONGEST_INTEGER else self._name(value)

    def _write_list(self, value: list[Any], depth: int) -> list[Any]:
        return ["list", *(self.write(item, depth + 1) for item in value)]

    def _write_tuple(self, value: tuple[Any, ...], depth: int) -> list[Any]:
        return ["tuple", *(self.write(item, depth + 1) for item in value)]

    def _write_dict(self, value: dict[Any, Any], depth: int) -> list[Any]:
        pairs = ([self.write(key, depth + 1), self.write(item, depth + 1)] for key, item in value.items())
        return ["dict", *pairs]

    def _write_slice(self, value: slice, depth: int) -> list[Any]:
        return ["slice", *(self.write(part, depth + 1) for part in (value.start, value.stop, value.step))]

    def _write_bytes(self, value: bytes, _: int) -> list[Any]:
        self.chunks.append(value)
        return ["bytes", len(value)]

    def _write_array(self, value: np.ndarray[Any, Any], _: int) -> list[Any]:
        dtype = value.dtype.str[1:]
        if dtype not in _DTYPES or value.ndim > MOST_DIMENSIONS:
            return self._name(value)
        native = value.dtype.newbyteorder("=")
        self.chunks.append(np.ascontiguousarray(value, native).reshape(-1).view(np.uint8).data)
        return ["array", dtype, list(value.shape)]

    def _write_tensor(self, value: torch.Tensor, depth: int) -> list[Any]:
        if value.layout is not torch.strided or value.is_quantized or value.is_complex():
            return self._name(value)
        detached = value.detach().cpu()
        if detached.dtype is torch.bfloat16:
            return self._name(value)
        written = self._write_array(detached.resolve_neg().resolve_conj().numpy(), depth)
        return ["tensor", *written[1:], bool(value.requires_grad)] if written[0] == "array" else written

    def _write_frame(self, value: pd.DataFrame, depth: int) -> list[Any]:
        if not all(isinstance(dtype, np.dtype) for dtype in value.dtypes) or value.columns.nlevels > 1:
            return self._name(value)
        columns = []
        for position, label in enumerate(value.columns):
            column = value.iloc[:, position].to_numpy()
            content = column.tolist() if column.dtype.kind == "O" else column
            columns.append([self.write(_plain_label(label), depth + 1), self.write(content, depth + 1)])
        return ["frame", len(value), *columns]

    def _write_series(self, value: pd.Series[Any], depth: int) -> list[Any]:
        return (
            ["series", self._write_array(value.to_numpy(), depth)]
            if _is_numeric(value.dtype)
            else self._name(value)
        )

    def _write_box(self, value: spaces.Box, depth: int) -> list[Any]:
        return ["box", self._write_array(value.low, depth), self._write_array(value.high, depth)]

    def _write_discrete(self, value: spaces.Discrete, _: int) -> list[Any]:
        return ["discrete", int(value.n), int(value.start)]


_WRITERS: dict[type, Callable[[Writer, Any, int], list[Any]]] = {
    str: Writer._write_text,
    int: Writer._write_integer,
    list: Writer._write_list,
    tuple: Writer._write_tuple,
    dict: Writer._write_dict,
    collections.OrderedDict: Writer._write_dict,  # what PyTorch's state_dict gives; it arrives as a dict
    slice: Writer._write_slice,
    bytes: Writer._write_bytes,
    np.ndarray: Writer._write_array,
    torch.Tensor: Writer._write_tensor,
    torch.nn.Parameter: Writer._write_tensor,
    pd.DataFrame: Writer._write_frame,
    pd.Series: Writer._write_series,
    spaces.Box: Writer._write_box,
    spaces.Discrete: Writer._write_discrete,
}


class Reader:
    """Reads the values of one message, and believes nothing."""

    def __init__(self, frame: Frame, find: Callable[[list[Any], Reader], Any]) -> None:
        """Use `find` for the tagged lists that name objects; it raises ProtocolError for one it does not know."""
        self._body = memoryview(frame.body)
        self._position = 0
        self._values = self._arrays = 0
        self._find = find

    def read(self, written: Any, depth: int = 0) -> Any:
        """Make the value that `written`, a part of the header, stands for; ProtocolError if it is none."""
        self._values += 1
        if self._values > MOST_VALUES:
            raise ProtocolError("a message has too many values")
        if written is None or type(written) in {bool, int, float, str}:
            return written
        if type(written) is not list or not written or depth > MOST_DEPTH + 1:
            raise ProtocolError("a value is neither plain nor tagged")
        read = _READERS.get(written[0]) if type(written[0]) is str else None
        try:
            return self._find(written, self) if read is None else read(self, written, depth)
        except (TypeError, ValueError, IndexError, OverflowError, KeyError, MemoryError) as error:
            raise ProtocolError(f"a value that says it is a {str(written[0])[:20]} is none") from error

    def _read_integer(self, written: list[Any], _: int) -> int:
        _, digits = written
        if len(digits) > _LONGEST_INTEGER:
            raise ProtocolError("an integer is too long")
        return int(digits, 16)

    def _read_list(self, written: list[Any], depth: int) -> list[Any]:
        return [self.read(item, depth + 1) for item in written[1:]]

    def _read_tuple(self, written: list[Any], depth: int) -> tuple[Any, ...]:
        return tuple(self.read(item, depth + 1) for item in written[1:])

    def _read_dict(self, written: list[Any], depth: int) -> dict[Any, Any]:
        return {self.read(key, depth + 1): self.read(item, depth + 1) for key, item in written[1:]}

    def _read_slice(self, written: list[Any], depth: int) -> slice:
        start, stop, step = (self.read(part, depth + 1) for part in written[1:])
        return slice(start, stop, step)

    def _read_bytes(self, written: list[Any], _: int) -> bytes:
        return bytes(self._take(written[1]))

    def _read_text(self, written: list[Any], _: int) -> str:
        return str(self._take(written[1]), "utf-8")

    def _read_scalar(self, written: list[Any], _: int) -> Any:
        return self._numbers(written[1], [])[()]

    def _read_array(self, written: list[Any], _: int) -> np.ndarray[Any, Any]:
        _, dtype, shape = written
        return self._numbers(dtype, shape)

    def _read_tensor(self, written: list[Any], _: int) -> torch.Tensor:
        _, dtype, shape, requires_grad = written
        tensor = torch.from_numpy(self._numbers(dtype, shape))
        return tensor.requires_grad_() if requires_grad is True and tensor.is_floating_point() else tensor

    def _read_frame(self, written: list[Any], depth: int) -> pd.DataFrame:
        _, length, *columns = written
        if len(columns) > _MOST_COLUMNS:
            raise ProtocolError("a table has too many columns")
        labels = [self.read(label, depth + 1) for label, _ in columns]
        if not all(type(label) in {str, int, float, bool} for label in labels):
            raise ProtocolError("a table's column is called by what is no name")
        contents = [self.read(content, depth + 1) for _, content in columns]
        if type(length) is not int or not 0 <= length <= _MOST_ROWS:
            raise ProtocolError("a table has an impossible length")
        if any(len(content) != length for content in contents):
            raise ProtocolError("a table's columns differ in length")
        series = {
            number: pd.Series(content, dtype=object if type(content) is list else None)
            for number, content in enumerate(contents)
        }
        frame = pd.DataFrame(series, index=range(length))
        frame.columns = pd.Index(labels)
        return frame

    def _read_series(self, written: list[Any], depth: int) -> pd.Series[Any]:
        return pd.Series(self._read_array(written[1], depth))

    def _read_box(self, written: list[Any], depth: int) -> spaces.Box:
        low, high = (self._read_array(part, depth) for part in written[1:])
        return spaces.Box(low, high, dtype=low.dtype.type)

    def _read_discrete(self, written: list[Any], _: int) -> spaces.Discrete:
        _, n, start = written
        return spaces.Discrete(int(n), start=int(start))

    def _numbers(self, dtype: Any, shape: Any) -> np.ndarray[Any, Any]:
        """Cut an array out of the body; a copy, so that it is aligned and may be written to."""
        self._arrays += 1
        if self._arrays > MOST_ARRAYS:
            raise ProtocolError("a message has too many arrays")
        if dtype not in _DTYPES or len(shape) > MOST_DIMENSIONS:
            raise ProtocolError("an array has no type or shape that crosses")
        if any(type(length) is not int or length < 0 for length in shape):
            raise ProtocolError("an array has an impossible shape")
        taken = self._take(math.prod(shape) * np.dtype(dtype).itemsize)
        if dtype == "b1":  # any other byte than 0 and 1 is no truth value
            truth: np.ndarray[Any, Any] = np.frombuffer(taken, np.uint8) != 0
            return truth.reshape(shape)
        return np.frombuffer(taken, dtype).reshape(shape).copy()

    def _take(self, count: Any) -> memoryview:
        if type(count) is not int or not 0 <= count <= len(self._body) - self._position:
            raise ProtocolError("a value is longer than the frame that holds it")
        taken = self._body[self._position : self._position + count]
        self._position += count
        return taken


_READERS: dict[str, Callable[[Reader, list[Any], int], Any]] = {
    "int": Reader._read_integer,
    "list": Reader._read_list,
    "tuple": Reader._read_tuple,
    "dict": Reader._read_dict,
    "slice": Reader._read_slice,
    "bytes": Reader._read_bytes,
    "text": Reader._read_text,
    "scalar": Reader._read_scalar,
    "array": Reader._read_array,
    "tensor": Reader._read_tensor,
    "frame": Reader._read_frame,
    "series": Reader._read_series,
    "box": Reader._read_box,
    "discrete": Reader._read_discrete,
}


def _is_numeric(dtype: Any) -> bool:
    return isinstance(dtype, np.dtype) and dtype.str[1:] in _DTYPES


def _plain_label(label: Any) -> Any:
    return label.item() if isinstance(label, np.generic) else label
