"""Text that a student chose (names, messages, files), made safe for where it is shown.

A terminal obeys escape codes, a bidirectional control turns a line around, a spreadsheet runs a cell that starts
like a formula, and Rich reads square brackets as markup. HTML is escaped by its templates; they pass text through
`printable` first, because a browser obeys bidirectional controls as well.
"""

from __future__ import annotations

import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  spreadsheets take the wide ones, too
_LONGEST_LINE = 300
_ELLIPSIS = "…"


def printable(text: str) -> str:
    """Replace every character that is no visible one, a space, a tab or the end of a line.

    That covers control characters (also those of C1), bidirectional controls, zero-width characters, line separators
    and surrogates, which UTF-8 cannot hold.
    """
    if text.isprintable():
        return text
    return "".join(char if _is_harmless(char) else _REPLACEMENT for char in text)


def printable_value(value: object) -> object:
    """Make a value of a template printable if it is text: what Jinja calls `finalize`."""
    return printable(value) if isinstance(value, str) else value


def one_line(text: str, longest: int = _LONGEST_LINE) -> str:
    """Make `text` printable and one line, of at most `longest` characters."""
    start = text[: 4 * longest]  # a hostile name may be megabytes long
    line = " ".join(printable(start).split())
    return line if len(line) <= longest and start == text else line[: longest - 1] + _ELLIPSIS


def csv_cell(text: str) -> str:
    """Make `text` one printable line that a spreadsheet takes for text, never for a formula."""
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULA_STARTS) else line


def _is_harmless(char: str) -> bool:
    # Zs: spaces of any width. Co: private use, which fonts of symbols fill.
    return char.isprintable() or char in "\t\n" or unicodedata.category(char) in {"Zs", "Co"}
