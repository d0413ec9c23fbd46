"""The measured numbers in texts: each agrees with a committed result file, and none stands without a source.

Results stand in `docs/results/<name>.json`; a lesson's text finds its own file by the name of its folder. A number says
in a comment, which no reader sees, where it comes from:

    About 82.2%<!-- = ladder / 256 / test accuracy / mean --> of the answers are right.

and a table stands between `<!-- measured: ladder -->` and `<!-- end -->`. `expert: ladder` is a result of another file.
"""

from __future__ import annotations

import json
import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from autograder.errors import CourseError
from autograder.paths import ROOT
from autograder.toml_lines import read_toml, shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RESULTS = ROOT / "docs" / "results"
NOT_MEASURED = "not_measured.toml"
"""Beside the results: for each text, passages that look measured and are not, each with the reason."""

_TABLE = re.compile(r"<!-- measured: (.+?) -->\n(.*?)<!-- end -->", re.DOTALL)
_MARKER = re.compile(r"<!-- = (.+?) -->")
_NUMBER = re.compile(r"(?<![\w.])[-\N{MINUS SIGN}]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?%)?")
_LOOKS_MEASURED = re.compile(
    r"\d+(?:\.\d+)?\s?%|\d[\d,.]*\s(?:s|ms|µs|seconds?|minutes?|hours?)\b|\b\d+ of (?:the )?\d+|\b\d[\d.,]*\stimes\s"
    r"|\b(?:accuracy|loss|losses|return)\s(?:\w+\s)?(?:of|is|was|to)\s\d+(?:\.\d+)?"
)
_NO_PROSE = re.compile(r"```.*?```|\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]*`|\]\([^)]*\)", re.DOTALL)


class Claim(NamedTuple):
    """What a text claims at `place`: the spans of its numbers, the name of the result they come from, that result."""

    place: int
    spans: list[tuple[int, int]]
    source: str
    result: Any


def disagreements(file: Path, results: Path = RESULTS) -> list[str]:
    """Compare the numbers of a text with the results that they name; return a line for each that is not its rounding.

    Raises CourseError, with file and line, for a result that is not there, or a table of another shape.
    """
    text, problems = _read(file), []
    for claim in _claims(text, file, results):
        numbers = [text[begin:end] for begin, end in claim.spans]
        agrees = all(
            said is not None and value is not None and _rounds_to(said, value)
            for said, value in zip_longest(numbers, _numbers(claim.result))
        )
        if not agrees:
            said, found = ", ".join(numbers) or "no number", json.dumps(claim.result, ensure_ascii=False)
            problems.append(
                f"{_place(file, text, claim.place)}: the text says {said}, '{claim.source}' is {found}"
            )
    return problems


def unsourced(file: Path, results: Path = RESULTS) -> list[str]:
    """Find what looks measured in a text and has no source; and passages allowed to it that it does not hold."""
    allowed = results / NOT_MEASURED
    passages = read_toml(allowed, dict[str, dict[str, str]])[0].get(shown(file), {})
    text = _read(file)
    rest = _TABLE.sub(_blank, text)
    for claim in _claims(text, file, results):
        for begin, end in claim.spans:
            rest = rest[:begin] + " " * (end - begin) + rest[end:]
    for passage in passages:
        rest = rest.replace(passage, " " * len(passage))
    remedy = f"write <!-- = result / key --> behind it, or name it in {shown(allowed)}"
    return [
        f"{shown(allowed)}: {shown(file)} does not hold '{passage}'; take it out"
        for passage in passages
        if passage not in text
    ] + [
        f"{_place(file, text, found.start())}: '{' '.join(found[0].split())}' has no source: {remedy}"
        for found in _LOOKS_MEASURED.finditer(_NO_PROSE.sub(_blank, rest))
    ]


def _claims(text: str, file: Path, results: Path) -> Iterator[Claim]:
    """Walk over what a text claims; CourseError, with file and line, if the result is not there."""
    for table in _TABLE.finditer(text):
        where = _place(file, text, table.start())
        rows = _result(table[1], file, results, where)
        lines = list(re.finditer(r"^\|.*\|$", table[2], re.MULTILINE))[
            2:
        ]  # after the header and the rule below it
        if len(lines) != len(rows):
            raise CourseError(f"{where}: {len(lines)} rows, but {len(rows)} in '{table[1]}'")
        for line, (row, columns) in zip(lines, rows.items(), strict=True):
            start = table.start(2) + line.start()
            cells = list(re.finditer(r"[^|]+", line[0]))[1:]  # the first one names the row
            if len(cells) != len(columns):
                where = _place(file, text, start)
                raise CourseError(
                    f"{where}: {len(cells)} cells after the first, but {len(columns)} in '{row}'"
                )
            for cell, (column, value) in zip(cells, columns.items(), strict=True):
                at = start + cell.start()
                spans = [(at + number.start(), at + number.end()) for number in _NUMBER.finditer(cell[0])]
                yield Claim(start, spans, f"{table[1]} / {row} / {column}", value)
    for marker in _MARKER.finditer(text):
        value = _result(marker[1], file, results, _place(file, text, marker.start()))
        before = [number.span() for number in _NUMBER.finditer(text, 0, marker.start())]
        first = len(before) - len(list(_numbers(value)))
        yield Claim(marker.start(), before[max(0, first) :], marker[1], value)


def _result(source: str, file: Path, results: Path, place: str) -> Any:
    """Look up `[file: ]result / key / ...`; CourseError if there is none."""
    name, _, path = source.rpartition(": ")
    result_file = results / f"{name or file.parent.name}.json"
    first, *keys = path.split(" / ")
    try:
        found = json.loads(result_file.read_text(encoding="utf-8"))[first]["rows"]
        for key in keys:
            found = found[key]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CourseError(f"{place}: no result '{path}' in {shown(result_file)}: {error!r}") from error
    return found


def _numbers(value: Any) -> Iterator[float]:
    """Walk over the numbers in a result, in their order; words have none."""
    if isinstance(value, (int, float)):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _numbers(part)


def _rounds_to(said: str, value: float) -> bool:
    """Tell whether a number as written, `4,400` or `82.2%`, is `value`, rounded to as many decimals as it shows."""
    plain = said.replace(",", "").replace("\N{MINUS SIGN}", "-").rstrip("% ")
    exact = value * 100 if said.endswith("%") else value
    return abs(float(plain) - exact) <= 0.5 * 10.0 ** -len(plain.partition(".")[2]) + 1e-9


def _place(file: Path, text: str, at: int) -> str:
    return f"{shown(file)}:{text.count(chr(10), 0, at) + 1}"


def _blank(found: re.Match[str]) -> str:
    """Replace a passage by spaces, so that what stands behind it keeps its place and its line."""
    return re.sub(r"[^\n]", " ", found[0])


def _read(file: Path) -> str:
    """Read a text; of a notebook's source only the lines of text, the others left empty."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return "".join(line if line.startswith("# ") else "\n" for line in text.splitlines(keepends=True))
    return text
