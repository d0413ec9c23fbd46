"""Expectations for checks: compare what student code gave back, and name the likely bug when it differs."""

from __future__ import annotations

import contextlib
import math
import re
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from autograder import context
from autograder.proxies import Proxy, RemoteError, WorkerLostError
from autograder.worker.raised import describe as describe_exception

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_LONGEST_VALUE = 100
_ONE_LINE = 60
_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType)
_LARGEST_SOURCE = 1 << 20


class CheckFailure(AssertionError):  # noqa: N818  a failed check is a verdict, not an error of the program
    """A check's expectation does not hold; its text is the whole message, in the order of the design."""


def expect_close(
    actual: Any,
    expected: Any,
    *,
    of: str,
    diagnoses: Mapping[str, Any] | None = None,
    hint: str | None = None,
    rtol: float = 1e-5,
    atol: float = 1e-6,
) -> None:
    """Expect numbers, arrays, tensors or nested lists to agree in shape and, within the tolerances, in value.

    `of` says what was computed, starting with the function's name. `diagnoses` maps a likely cause to the wrong value
    it gives: the first that equals `actual` is shown.
    """
    wanted = _as_array(expected)
    got = _as_array(actual)
    _tell_author(of, expected, diagnoses, lambda one, other: _close(one, other, rtol, atol))
    if got is None or wanted is None:
        _fail(of, f"{describe(expected)}", describe(actual), _cause_of_no_number(actual), hint)
    if _agree(got, wanted, rtol, atol):
        return
    likely = _diagnose(got, diagnoses, rtol, atol)
    if got.shape != wanted.shape:
        _fail(
            of,
            f"{describe(wanted)} of shape {wanted.shape}",
            f"{describe(got)} of shape {got.shape}",
            likely,
            hint,
        )
    _fail(of, describe(wanted), describe(got), likely, hint, extra=_first_difference(got, wanted, rtol, atol))


def expect_equal(
    actual: Any,
    expected: Any,
    *,
    of: str,
    diagnoses: Mapping[str, Any] | None = None,
    hint: str | None = None,
) -> None:
    """Expect exact equality of plain values: integers, strings, booleans, tuples, lists."""
    _tell_author(of, expected, diagnoses, _plainly_equal)
    if _plainly_equal(actual, expected):
        return
    causes = (cause for cause, wrong in (diagnoses or {}).items() if _plainly_equal(actual, wrong))
    likely = next(causes, "nothing was returned: is a return missing?" if actual is None else None)
    _fail(of, describe(expected), describe(actual), likely, hint)


def expect(
    condition: bool,
    *,
    of: str,
    expected: str,
    got: Any,
    likely: str | None = None,
    hint: str | None = None,
) -> None:
    """Expect `condition`; `expected` says in words what should hold, `got` what came."""
    if not condition:
        _fail(of, expected, got if isinstance(got, str) else describe(got), likely, hint)


@contextlib.contextmanager
def expect_raises(
    exception: str, *, of: str, diagnoses: Mapping[str, str] | None = None, hint: str | None = None
) -> Iterator[None]:
    """Expect the block to raise an exception called `exception` (or one derived from it).

    `diagnoses` maps the name of what was raised instead, or "nothing", to the likely cause.
    """
    causes = {"nothing": "this input is not refused", **(diagnoses or {})}
    try:
        yield
    except NotImplementedError:
        raise  # an unwritten exercise is no answer
    except WorkerLostError:
        raise  # no answer at all
    except Exception as error:  # noqa: BLE001  whatever student code raises is the answer
        raised = error.raised if isinstance(error, RemoteError) else describe_exception(error, "")
        if exception not in raised.kinds:
            likely = causes.get(
                raised.kind, "the input is not refused, so the code fails later, and otherwise"
            )
            _fail(of, f"a {exception}", f"{raised.kind}: {raised.text}", likely, hint)
    else:
        _fail(of, f"a {exception}", "no exception", causes["nothing"], hint)


def award(fraction: float) -> None:
    """Award this fraction, 0 to 1, of the running check's points if it passes; the default is all of them."""
    if not 0 <= fraction <= 1:
        raise ValueError(f"fraction: expected a number from 0 to 1, got {fraction}")
    context.CURRENT.fraction = fraction


def describe(value: Any) -> str:
    """Show a value in one short line."""
    array = _as_array(value) if not isinstance(value, str | bytes | bool | dict) else None
    text = _describe_array(array) if array is not None and array.ndim else _describe_plain(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _describe_plain(value: Any) -> str:
    if isinstance(value, np.generic) or (hasattr(value, "item") and getattr(value, "ndim", 1) == 0):
        value = value.item()
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, _FUNCTIONS):
        return f"a {type(value).__name__}"  # without the address that its repr tells
    try:
        return re.sub(r"\s*\n\s*", " ", repr(value))
    except Exception:  # noqa: BLE001  __repr__ is student code too
        return f"a {type(value).__name__}"


def kind_of(value: Any) -> str:
    """Name the type of `value`, also of an object that stays in a worker."""
    return repr(value).removeprefix("a ") if isinstance(value, Proxy) else type(value).__name__


def _describe_array(array: np.ndarray[Any, Any]) -> str:
    with np.printoptions(precision=5, suppress=True, threshold=20, edgeitems=3, linewidth=10_000):
        text = np.array2string(array, separator=", ", formatter=_number_formats(array))
    return re.sub(r"\s+", " ", text).replace("[ ", "[")


def _number_formats(array: np.ndarray[Any, Any]) -> Any:
    return {"float_kind": lambda number: f"{number:.6g}"} if array.dtype.kind == "f" else None


def _as_array(value: Any) -> np.ndarray[Any, Any] | None:
    """Return `value` as a numeric array, or None if it is nothing of the sort."""
    if value is None or isinstance(value, str | bytes | dict):
        return None
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    elif isinstance(value, list | tuple):
        value = [item.detach().cpu().numpy() if hasattr(item, "detach") else item for item in value]
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        return None
    return array if array.dtype.kind in "biuf" else None


def _agree(got: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any], rtol: float, atol: float) -> bool:
    return got.shape == wanted.shape and bool(np.allclose(got, wanted, rtol=rtol, atol=atol, equal_nan=True))


def _diagnose(
    got: np.ndarray[Any, Any], diagnoses: Mapping[str, Any] | None, rtol: float, atol: float
) -> str | None:
    for cause, wrong in (diagnoses or {}).items():
        wrong_array = _as_array(wrong)
        if wrong_array is not None and _agree(got, wrong_array, rtol, atol):
            return cause
    return None


def _close(one: Any, other: Any, rtol: float, atol: float) -> bool:
    first, second = _as_array(one), _as_array(other)
    return first is not None and second is not None and _agree(first, second, rtol, atol)


def _tell_author(
    of: str, expected: Any, diagnoses: Mapping[str, Any] | None, same: Callable[[Any, Any], bool]
) -> None:
    """While an author proves the checks, tell which answers this one knows."""
    if context.CURRENT.fingerprints is not None and diagnoses:
        context.CURRENT.fingerprints.note(of, expected, diagnoses, same)


def _cause_of_no_number(actual: Any) -> str:
    if actual is None:
        return "nothing was returned: is a return missing?"
    return f"a {kind_of(actual)} was returned where numbers were expected"


def _first_difference(
    got: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any], rtol: float, atol: float
) -> str | None:
    if wanted.ndim == 0:
        return None
    different = ~np.isclose(got, wanted, rtol=rtol, atol=atol, equal_nan=True)
    index = tuple(int(i) for i in np.argwhere(different)[0])
    place = index[0] if len(index) == 1 else index
    return (
        f"first difference at index {place}: expected {_describe_plain(wanted[index])}, got "
        f"{_describe_plain(got[index])} ({int(different.sum())} of {different.size} differ)"
    )


def _plainly_equal(actual: Any, expected: Any) -> bool:
    """Compare by type and value, so that neither True equals 1 nor a forged `__eq__` is asked."""
    if isinstance(expected, bool):
        return isinstance(actual, bool | np.bool_) and bool(actual) == expected
    if isinstance(expected, int | np.integer):
        return (
            isinstance(actual, int | np.integer)
            and not isinstance(actual, bool)
            and int(actual) == int(expected)
        )
    if isinstance(expected, float):
        return isinstance(actual, float | np.floating) and (
            float(actual) == expected or (math.isnan(expected) and math.isnan(actual))
        )
    if isinstance(expected, list | tuple):
        return (
            isinstance(actual, list | tuple)
            and len(actual) == len(expected)
            and all(_plainly_equal(a, e) for a, e in zip(actual, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and list(actual) == list(expected)
            and all(_plainly_equal(actual[key], expected[key]) for key in expected)
        )
    kind: Any = type(expected)
    # Not `expected == actual`, which asks a subclass's `__eq__` first.
    return isinstance(actual, kind) and kind.__eq__(expected, actual) is True


def _fail(
    of: str, expected: str, got: str, likely: str | None, hint: str | None, extra: str | None = None
) -> NoReturn:
    lines = [of, *_comparison(expected, got)]
    if extra:
        lines.append(extra)
    if likely:
        lines.append(f"likely: {likely}")
    lines.append(f"look at: {where(of)}")
    if hint:
        lines.append(f"hint: {hint}")
    lines.append(next_step())
    raise CheckFailure("\n".join(lines))


def _comparison(expected: str, got: str) -> list[str]:
    if len(expected) + len(got) <= _ONE_LINE:
        return [f"expected {expected}   got {got}"]
    return [f"expected {expected}", f"got      {got}"]


def where(of: str) -> str:
    """Name the place in the student's file that defines what `of` begins with."""
    current = context.CURRENT
    name = re.match(r"\w+", of)
    file = Path(current.submission_root) / current.exercise_file
    line = definition_line(file, name.group()) if name else None
    return f"{current.exercise_file}:{line}, {name.group()}" if name and line else current.exercise_file


def definition_line(file: Path, name: str) -> int | None:
    """Return the line on which `file` seems to define the function or class `name`; None if it does not.

    It is looked for as text: to parse a stranger's file could take for ever.
    """
    try:
        if file.is_symlink() or file.stat().st_size > _LARGEST_SOURCE:
            return None
        source = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    definition = re.compile(rf"[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(name)}\b")
    lines = enumerate(source.split("\n"), start=1)
    return next((number for number, line in lines if definition.match(line)), None)


def next_step() -> str:
    """Name the one command to try next."""
    return f"next: course hint {context.CURRENT.exercise_name}"
