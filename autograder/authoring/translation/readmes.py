"""The lessons' texts in Chinese: `README.zh.md` beside `README.md`, of the same structure.

Prose is for people to compare. What a program can compare is everything else: headings, code, figures and links.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from autograder.paths import ROOT, SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ENGLISH, CHINESE = "README.md", "README.zh.md"

_BLOCK = re.compile(r"^( *)(```+|~~~+) *(\w*)[^\n]*\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_FIGURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s#]+)")
_COMMENT = re.compile(r"\s*#.*$", re.MULTILINE)
_CODE = {"python", "py", "toml"}


class Structure(NamedTuple):
    """What two texts of the same meaning have in common."""

    headings: list[int]
    """Their levels, in order."""
    code: list[str]
    """Blocks of code without comments; of other blocks their language and the commands in them."""
    figures: list[str]
    links: Counter[str]
    """Where links lead to, without the heading there, how often: their order may follow the grammar."""


def pairs() -> Iterator[tuple[Path, Path]]:
    """Walk over the texts that students read, each with the place of its translation."""
    for folder in (ROOT, *sorted(SOLUTIONS.iterdir())):
        if (folder / ENGLISH).is_file():
            yield folder / ENGLISH, folder / CHINESE


def structure(text: str) -> Structure:
    """Read the structure of a Markdown text."""
    blocks = [(match[3], match[4]) for match in _BLOCK.finditer(text)]
    prose = _BLOCK.sub("", text)
    links = Counter(_LINK.findall(prose))
    for own in (ENGLISH, CHINESE):
        del links[own]  # the way to the other language
    return Structure(
        headings=[len(marks) for marks in _HEADING.findall(prose)],
        code=[_code(language, code) for language, code in blocks],
        figures=_FIGURE.findall(prose),
        links=links,
    )


def differences(english: str, chinese: str) -> list[str]:
    """Say in what the structures of two texts differ, one line each; none if they are the same."""
    first, second = structure(english), structure(chinese)
    found = [
        *_difference("headings", first.headings, second.headings),
        *_difference("code", first.code, second.code),
        *_difference("figures", first.figures, second.figures),
    ]
    if first.links != second.links:
        missing, many = _listed(first.links - second.links), _listed(second.links - first.links)
        found.append(f"links: missing {missing}, too many {many}")
    return found


def _difference(name: str, wanted: Sequence[object], got: Sequence[object]) -> Iterator[str]:
    places = (
        place for place, (one, other) in enumerate(zip(wanted, got, strict=False), start=1) if one != other
    )
    place = next(places, None)
    if place is not None:
        yield f"{name}, number {place}: expected {wanted[place - 1]!r}, got {got[place - 1]!r}"
    elif len(wanted) != len(got):
        yield f"{name}: expected {len(wanted)}, got {len(got)}"


def problems() -> list[str]:
    """List the texts that are not translated, or have another structure than the English ones."""
    found = []
    for english, chinese in pairs():
        name = chinese.relative_to(ROOT).as_posix()
        if not chinese.is_file():
            found.append(f"{name}: is missing")
            continue
        first, second = (file.read_text(encoding="utf-8") for file in (english, chinese))
        found += [f"{name}: {difference}" for difference in differences(first, second)]
        if english.parent == ROOT:  # no generator puts the links there
            found += [
                f"{file.name}: has no link to {other}"
                for file, text, other in ((english, first, CHINESE), (chinese, second, ENGLISH))
                if f"]({other})" not in text
            ]
    return found


def _code(language: str, code: str) -> str:
    if language in _CODE:
        return _COMMENT.sub("", code)
    commands = [line for line in code.splitlines() if line.startswith("$ ")]
    return "\n".join([language, *commands])


def _listed(links: Counter[str]) -> str:
    return ", ".join(sorted(links)) or "none"
