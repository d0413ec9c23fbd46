"""Texts that both the commands and the watch show: a check in words, two versions compared, a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

from autograder.language import _, translated
from autograder.report.safe_text import printable
from autograder.report.terminal import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.aids import Compared
    from autograder.descriptions import CheckDescription

_MARKS = {"both": ("  ", "dim"), "yours": ("- ", "red"), "reference": ("+ ", "green")}


def described(check: CheckDescription) -> Text:
    """Say what a check does and why it matters, as far as its author has written that."""
    text = Text(translated(check.statement), style="bold")
    of_points = _("1 point") if check.points == 1 else _("{n} points").format(n=number(check.points))
    most = _("at most {n} seconds").format(n=f"{check.seconds:g}")
    says = _("{name}: {points}, {most}").format(name=check.exercise_id, points=of_points, most=most)
    text.append(f"\n{says}", style="not bold")
    for paragraph in paragraphs(check.explanation):
        text.append(f"\n\n{translated(paragraph)}", style="not bold")
    code = f"tests/lessons/{check.file}:{check.line}"
    text.append("\n\n" + _("name: {name}").format(name=check.short_name), style="not bold dim")
    text.append("\n" + _("code: {code}").format(code=code), style="not bold dim")
    return text


def paragraphs(text: str) -> list[str]:
    """Split `text` at its empty lines, and join the lines of each paragraph; indented ones, a formula, stay."""
    found = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return [part if _is_indented(part) else " ".join(part.split()) for part in found if part.strip()]


def compared(lines: Sequence[Compared]) -> Text:
    """Show two versions line by line: what only one of them has carries its mark."""
    if not lines:
        return Text(_("Your version is the reference, line by line."))
    text = Text.assemble(("- " + _("yours"), "red"), "   ", ("+ " + _("the reference"), "green"))
    for line in lines:
        if line.of == "heading":
            text.append(f"\n\n{translated(line.text)}", style="bold")
        else:
            mark, style = _MARKS[line.of]
            text.append(f"\n{mark}{printable(line.text)}", style=style)
    return text


def judged(says: str, *, right: bool) -> str:
    """Say whether a prediction is right, and what there is to say about it."""
    return (_("✓ right. {says}") if right else _("✗ not so. {says}")).format(says=says)


def minutes(seconds: float) -> int:
    """Return whole minutes, begun ones included."""
    return int(-(-seconds // 60))


def _is_indented(paragraph: str) -> bool:
    return all(line.startswith("    ") for line in paragraph.splitlines())
