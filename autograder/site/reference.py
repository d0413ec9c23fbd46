"""The reference of the lessons' modules, from the docstrings that students read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.site.course_map import lesson_title

if TYPE_CHECKING:
    from autograder.catalog import Catalog


def lesson_modules(catalog: Catalog) -> str:
    """Return Markdown that has mkdocstrings document each exercise's module, under a heading for each lesson."""
    return "\n\n".join(
        "\n\n".join(
            [f"## {lesson_title(lesson)}", *(f"::: {exercise.module}" for exercise in lesson.exercises)]
        )
        for lesson in catalog.lessons
    )
