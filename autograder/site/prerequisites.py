"""The picture of what builds on what: exercises as boxes, a row for each lesson, as SVG within the page.

It takes its colours from the page, so that it is readable in light and dark.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from autograder.site.course_map import lesson_title, needed_directly

if TYPE_CHECKING:
    from autograder.catalog import Catalog, Exercise, Lesson

WIDTH, HEIGHT = 118, 34
"""Of a box, in pixels."""
GAP_ACROSS, GAP_DOWN = 20, 84
"""Between boxes of a row, and between rows."""
MARGIN, TITLE = 8, 40
"""Around everything, and from a row's title down to its boxes."""


_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0 8 4 0 8z"/></marker></defs>'
)


class Box(NamedTuple):
    """Where an exercise is drawn."""

    row: int
    column: int

    @property
    def left(self) -> int:
        """Pixels from the left edge."""
        return MARGIN + self.column * (WIDTH + GAP_ACROSS)

    @property
    def top(self) -> int:
        """Pixels from the upper edge."""
        return MARGIN + TITLE + self.row * (HEIGHT + GAP_DOWN)

    @property
    def middle(self) -> float:
        """Pixels from the left edge to the box's middle."""
        return self.left + WIDTH / 2


def prerequisites_picture(catalog: Catalog) -> str:
    """Return a figure, with a description in words, of the exercises and what each builds on directly."""
    boxes = {
        exercise.id: Box(row, column)
        for row, lesson in enumerate(catalog.lessons)
        for column, exercise in enumerate(lesson.exercises)
    }
    arrows = [
        (boxes[needed.id], boxes[exercise.id])
        for exercise in catalog.exercises
        for needed in needed_directly(exercise, catalog)
    ]
    width = max(box.left for box in boxes.values()) + WIDTH + MARGIN
    height = max(box.top for box in boxes.values()) + HEIGHT + MARGIN
    parts = [
        *(_arrow(start, end) for start, end in arrows),
        *(_title(row, lesson) for row, lesson in enumerate(catalog.lessons)),
        *(_box(exercise, boxes[exercise.id]) for exercise in catalog.exercises),
    ]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(_in_words(catalog))}">'
    )
    # No line may be empty or indented: Markdown would take up again there.
    return "\n".join(
        [
            '<div class="prerequisites" tabindex="0">',
            opening,
            _TIP,
            *parts,
            "</svg>",
            "</div>",
        ]
    )


def _arrow(start: Box, end: Box) -> str:
    if start.row != end.row:
        path = _downwards(start, end)
    elif end.column == start.column + 1:
        path = f"M{start.left + WIDTH} {start.top + HEIGHT / 2}H{end.left}"
    else:  # over the boxes between them
        arc = start.top - 26
        path = f"M{start.middle} {start.top}C{start.middle} {arc} {end.middle} {arc} {end.middle} {end.top}"
    return f'<path class="arrow" d="{path}" marker-end="url(#tip)"/>'


def _downwards(start: Box, end: Box) -> str:
    """Lead from a box to one in a later row, between the boxes of the rows that it passes."""
    between = Box(0, max(start.column, end.column, 1)).left - GAP_ACROSS / 2
    path = f"M{start.middle} {start.top + HEIGHT}"
    x, y = start.middle, start.top + HEIGHT
    for row in range(start.row + 1, end.row):
        top = Box(row, 0).top
        path += f"{_bend(x, y, between, top)}V{top + HEIGHT}"
        x, y = between, top + HEIGHT
    return path + _bend(x, y, end.middle, end.top)


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (to_y - y) / 2
    return f"C{x} {y + half} {to_x} {to_y - half} {to_x} {to_y}"


def _title(row: int, lesson: Lesson) -> str:
    return (
        f'<text class="lesson" x="{MARGIN}" y="{Box(row, 0).top - 30}">{escape(lesson_title(lesson))}</text>'
    )


def _box(exercise: Exercise, box: Box) -> str:
    return (
        f'<rect x="{box.left}" y="{box.top}" width="{WIDTH}" height="{HEIGHT}" rx="5"/>'
        f'<text x="{box.middle}" y="{box.top + HEIGHT / 2 + 4.5}" text-anchor="middle">{escape(exercise.name)}</text>'
    )


def _in_words(catalog: Catalog) -> str:
    sentences = []
    for exercise in catalog.exercises:
        needed = [one.id for one in needed_directly(exercise, catalog)]
        if needed:
            sentences.append(f"{exercise.id} builds on {', '.join(needed)}.")
    return " ".join(sentences)
