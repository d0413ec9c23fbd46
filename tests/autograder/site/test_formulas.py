import re

import pytest
from defusedxml import ElementTree

formulas = pytest.importorskip(
    "autograder.site.formulas", reason="the documentation's packages are not installed: nox -s docs does it"
)
draw_formulas = formulas.draw_formulas

INLINE = r'<span class="arithmatex">\({}\)</span>'
BLOCK = r'<div class="arithmatex">\[{}\]</div>'


def drawn(formula, form=INLINE):
    """Return the SVG of a formula in a page."""
    page = draw_formulas(f"<p>before {form.format(formula)} after</p>")
    assert page.startswith("<p>before ")
    assert page.endswith(" after</p>")
    return ElementTree.fromstring(re.search(r"<svg.*</svg>", page, re.DOTALL)[0])


def test_a_formula_becomes_a_picture_that_tells_its_latex():
    picture = drawn(r"a &lt; \gamma")
    assert picture.get("aria-label") == r"a < \gamma"
    assert picture.get("role") == "img"
    assert len(list(picture)) == 3  # three glyphs


def test_it_takes_the_colour_and_the_size_of_the_text():
    picture = drawn("x")
    assert {glyph.get("fill") for glyph in picture} == {"currentColor"}
    assert re.fullmatch(r"width:[\d.]+em;vertical-align:-[\d.]+em", picture.get("style"))


def test_a_formula_of_its_own_stands_in_a_block():
    assert draw_formulas(BLOCK.format("x")).startswith('<div class="formula"><svg')
    high = drawn(r"\sum_{i=1}^{N} i", BLOCK)
    low = drawn(r"\sum_{i=1}^{N} i")
    height = [float(picture.get("viewBox").split()[3]) for picture in (high, low)]
    assert height[0] > height[1]


def test_a_name_of_a_function_keeps_its_distance():
    def width(formula):
        return float(drawn(formula).get("viewBox").split()[2])

    assert width(r"\gamma \max_{a'} Q") > width(r"\gamma{}\max_{a'}{}Q") + 2


@pytest.mark.parametrize("formula", [r"\frac{1", "x^", r"\unknown x"])
def test_what_cannot_be_drawn_is_named(formula):
    with pytest.raises(ValueError, match=re.escape(formula)):
        draw_formulas(INLINE.format(formula))


def test_other_text_stays_as_it_is():
    page = "<p>costs $5, <code>$x$</code></p>"
    assert draw_formulas(page) == page
