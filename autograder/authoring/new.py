"""First lines for authors: a new exercise with its check, a new mutant, a new variant.

What is written passes the gate, or is refused by it with file and line until its author has filled it in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograder.authoring.banks import MUTANTS, VARIANTS
from autograder.errors import CourseError
from autograder.paths import CHECKS, MANIFEST, SOLUTIONS
from autograder.student import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.catalog import Catalog, Exercise

_MODULE = '''\
"""{title}."""


def {name}(x: float) -> float:
    """Return twice `x`.

    Say all that a student has to know: shapes, dtypes, units, errors, and the paper or the section of a book.

    Args:
        x: any number.

    """
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
'''

_CHECK = '''\
"""Checks of {name}.py."""

from autograder.checks import check, expect_close

MODULE = "{lesson}.{name}"


@check(points=1)
def test_the_number_is_doubled(submission):
    """The number is doubled.

    Say for `course explain` what is tried and why it matters, with the formula: y = 2 x.
    """
    expect_close(
        submission[MODULE].{name}(3),
        6,
        of="{name}(3)",
        diagnoses={{"the number is squared": 9, "2 is added": 5, "the number is handed back as it came": 3}},
    )
'''

_ENTRY = """
[[lessons.exercises]]
name = "{name}"
title = "{title}"
points = 1
minutes = 10
hints = [
    "The idea.",
    "The place.",
    "Nearly the code.",
]
"""

_MUTANT = """
[[mutants]]
name = "{name}"
symptom = "What a student would see, in one sentence."
replace = '''a passage of solutions/{file}, which stands there once'''
by = '''the wrong passage'''
check = "test_that_must_be_the_first_red_one"
diagnosis = "a telling part of its likely cause"
"""

_VARIANT = """
[[variants]]
name = "{name}"
differs = "How it is written otherwise, in one sentence."
replace = '''a passage of solutions/{file}, which stands there once'''
by = '''the same, written otherwise'''
"""


def new_exercise(catalog: Catalog, lesson_name: str, name: str, title: str) -> list[Path]:
    """Write a small exercise with one check, and its entry in the manifest; return the files.

    Raises CourseError for a lesson that there is not, a name that is taken or no module's, and files that exist.
    """
    lesson = catalog.lesson(lesson_name)
    _validate_name(name)
    module = SOLUTIONS / lesson.name / f"{name}.py"
    checks = CHECKS / lesson.name / f"test_{name}.py"
    for file in (module, checks):
        if file.exists():
            raise CourseError(f"{file.relative_to(SOLUTIONS.parent)} exists already; choose another name")
    told = {"name": name, "title": title, "lesson": lesson.name}
    write_atomically(module, _MODULE.format(**told).encode())
    write_atomically(checks, _CHECK.format(**told).encode())
    text = MANIFEST.read_text(encoding="utf-8")
    write_atomically(MANIFEST, _with_entry(text, lesson.name, _ENTRY.format(**told)).encode())
    return [module, checks, MANIFEST]


def new_mutant(exercise: Exercise, name: str) -> Path:
    """Begin a row in the exercise's file of mutants; return the file. Raises CourseError for a name that is none."""
    return _begin_row(MUTANTS / f"{exercise.id}.toml", _MUTANT, exercise, name)


def new_variant(exercise: Exercise, name: str) -> Path:
    """Begin a row in the exercise's file of variants; return the file. Raises CourseError for a name that is none."""
    return _begin_row(VARIANTS / f"{exercise.id}.toml", _VARIANT, exercise, name)


def _begin_row(file: Path, template: str, exercise: Exercise, name: str) -> Path:
    _validate_name(name)
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    row = template.format(name=name, file=exercise.file)
    write_atomically(file, (before + row if before else row.lstrip()).encode())
    return file


def _with_entry(text: str, lesson: str, entry: str) -> str:
    """Put an exercise's entry behind the last one of its lesson."""
    lines = text.splitlines(keepends=True)
    begin = next(n for n, line in enumerate(lines) if re.match(rf'name\s*=\s*"{lesson}"', line))
    later = [n for n in range(begin, len(lines)) if lines[n].startswith("[[lessons]]")]
    end = later[0] if later else len(lines)
    head = "".join(lines[:end]).rstrip("\n") + "\n"
    tail = "".join(lines[end:])
    return head + entry + (f"\n{tail}" if tail else "")


def _validate_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CourseError(
            f"'{name}' is no name; expected lower-case letters, digits and _, as in a module's name"
        )
