"""The course map: lessons, exercises, minutes, points and what builds on what, made from the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.catalog import Catalog, Exercise, Lesson


def lesson_title(lesson: Lesson) -> str:
    """Return a lesson's number and title, `07 A deep Q-agent`."""
    return f"{_number(lesson)} {lesson.title}"


def lesson_page(lesson: Lesson) -> str:
    """Return where a lesson's text lies in the site."""
    return f"lessons/{lesson.name}/README.md"


def lessons_table(catalog: Catalog) -> str:
    """Return a Markdown table with a row for each lesson and a last one with the sums."""
    lessons = catalog.lessons
    minutes = sum(lesson.minutes for lesson in lessons)
    points = sum(lesson.points for lesson in lessons)
    question_points = sum(lesson.question_points for lesson in lessons)
    rows = [
        "| lesson | exercises | time | points | question |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| [{lesson_title(lesson)}]({lesson_page(lesson)}) | {len(lesson.exercises)} "
            f"| {_time(lesson.minutes)} | {lesson.points:g} | {lesson.question_points:g} |"
            for lesson in lessons
        ),
        f"| together | {len(catalog.exercises)} | {_time(minutes)} | {points:g} | {question_points:g} |",
    ]
    return "\n".join(rows)


def exercises_tables(catalog: Catalog) -> str:
    """Return, for each lesson, a heading and a Markdown table of its exercises."""
    return "\n\n".join(_exercises_table(lesson, catalog) for lesson in catalog.lessons)


def needed_directly(exercise: Exercise, catalog: Catalog) -> tuple[Exercise, ...]:
    """Return what an exercise requires, without what another of its requirements requires already."""
    required = [catalog.exercise(name) for name in exercise.requires]
    indirect = {name for one in required for name in catalog.all_required(one)}
    return tuple(one for one in required if one.id not in indirect)


def _exercises_table(lesson: Lesson, catalog: Catalog) -> str:
    rows = [
        f"### {lesson_title(lesson)} {{ #{lesson.name} }}",
        "",
        "| exercise | what you do | minutes | points | builds on |",
        "| --- | --- | ---: | ---: | --- |",
    ]
    for exercise in lesson.exercises:
        needs = (
            ", ".join(f"`{_name(one, lesson)}`" for one in needed_directly(exercise, catalog)) or "nothing"
        )
        rows.append(
            f"| `{exercise.name}` | {exercise.title} | {exercise.minutes} | {exercise.points:g} | {needs} |"
        )
    return "\n".join(rows)


def _name(exercise: Exercise, seen_from: Lesson) -> str:
    """Name an exercise as the `course` command takes it, with the lesson if that is another one."""
    return (
        exercise.name if exercise.lesson == seen_from.name else f"{_short(exercise.lesson)}/{exercise.name}"
    )


def _short(lesson_name: str) -> str:
    return "_".join(lesson_name.split("_")[:2])


def _number(lesson: Lesson) -> str:
    return lesson.name.split("_")[1]


def _time(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = (f"{hours} h" if hours else "", f"{rest} min" if rest else "")
    return " ".join(part for part in parts if part).replace(" ", "&nbsp;")
