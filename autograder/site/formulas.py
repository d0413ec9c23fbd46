"""Formulas: LaTeX in a page becomes SVG, which every browser draws alike, without scripts or further fonts."""

from __future__ import annotations

import html
import re
from functools import cache

from ziamath.config import config
from ziamath.zmath import Latex

_MARKED = re.compile(r'<(span|div) class="arithmatex">(?:\\\((.*?)\\\)|\\\[(.*?)\\\])</\1>', re.DOTALL)
"""What the extension pymdownx.arithmatex leaves of `$...$` and `$$...$$` in its generic mode."""

_OPENING = re.compile(r'<svg [^>]*width="([\d.]+)" height="([\d.]+)" viewBox="([-\d.]+) ([-\d.]+) [^>]*>')

_BEFORE_AN_OPERATOR = re.compile(r"(?<=[A-Za-z]) (?=\\(?:arg|max|min|log)(?![A-Za-z]))")
_AFTER_ITS_INDEX = re.compile(r"(\\(?:max|min)_\{[^{}]*\}) ")

_SIZE = 16
"""The size that formulas are drawn in; the page scales them to the size of the text around them."""

config.svg2 = False  # else the glyphs get ids, and two formulas of a page the same ones


def draw_formulas(page: str) -> str:
    """Replace the formulas of a page of HTML; ValueError names one that cannot be drawn."""
    return _MARKED.sub(_draw, page)


def _draw(match: re.Match[str]) -> str:
    tag, inline, block = match.groups()
    latex = " ".join(html.unescape(inline or block).split())
    return f'<{tag} class="formula">{_svg(latex, inline is not None)}</{tag}>'


@cache
def _svg(latex: str, is_inline: bool) -> str:
    try:
        drawn = Latex(_spaced(latex), size=_SIZE, color="currentColor", inline=is_inline)
    except Exception as error:  # the converter raises many kinds
        raise ValueError(f"this formula is no LaTeX that ziamath can draw: {latex}") from error
    unknown = re.search(r"\\\w+", drawn.mathmlstr())
    if unknown:
        raise ValueError(f"ziamath does not know {unknown[0]} in this formula: {latex}")
    return _OPENING.sub(lambda match: _opening(latex, *map(float, match.groups())), drawn.svg(), count=1)


def _spaced(latex: str) -> str:
    """Put the thin spaces around max and its like that TeX puts there, and ziamath does not."""
    return _AFTER_ITS_INDEX.sub(r"\1\\, ", _BEFORE_AN_OPERATOR.sub(r"\\, ", latex))


def _opening(latex: str, width: float, height: float, left: float, top: float) -> str:
    """Begin an SVG as large as the text around it, that stands on its line and tells its LaTeX to screen readers."""
    return (
        f'<svg role="img" aria-label="{html.escape(latex)}" viewBox="{left:g} {top:g} {width:g} {height:g}" '
        f'style="width:{width / _SIZE:.3f}em;vertical-align:{-(top + height) / _SIZE:.3f}em">'
    )
