"""What helps a student on: hints, a fresh skeleton, and the reference solution beside one's own."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple

from autograder.authoring.generate import back_up, exercise_skeleton
from autograder.authoring.skeleton import BEGIN, END
from autograder.errors import CourseError
from autograder.paths import LESSONS, SOLUTIONS
from autograder.student import load_state, save_state, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.catalog import Exercise

_CONTEXT_LINES = 2


class Hint(NamedTuple):
    """One of an exercise's hints: its number, from 1, of how many, and its text."""

    number: int
    total: int
    text: str


class Reset(NamedTuple):
    """What resetting did: whether anything changed, and where the version before is kept, if there was one."""

    changed: bool
    kept: Path | None


class Compared(NamedTuple):
    """A line of a comparison: a heading, or code of both, of the student's version, or of the reference."""

    of: Literal["heading", "both", "yours", "reference"]
    text: str


def next_hint(exercise: Exercise) -> Hint:
    """Give the next hint of `exercise`, the last one again when all were given, and remember that."""
    state = load_state()
    index = state.next_hint(exercise)
    save_state(state)
    return Hint(index + 1, len(exercise.hints), exercise.hints[index])


def given_hints(exercise: Exercise, count: int) -> list[Hint]:
    """Return the first `count` hints of `exercise`."""
    return [
        Hint(number, len(exercise.hints), text) for number, text in enumerate(exercise.hints[:count], start=1)
    ]


def is_started(exercise: Exercise) -> bool:
    """Whether the student's file differs from the skeleton; CourseError if its solution cannot be read."""
    file = LESSONS / exercise.file
    return file.is_file() and file.read_bytes() != exercise_skeleton(exercise).encode()


def reset_exercise(exercise: Exercise) -> Reset:
    """Put the skeleton of `exercise` back, keeping a copy of what it replaces; CourseError if that fails."""
    file = LESSONS / exercise.file
    content = exercise_skeleton(exercise).encode()
    if file.is_file() and file.read_bytes() == content:
        return Reset(changed=False, kept=None)
    kept = back_up([file]) if file.is_file() else None
    write_atomically(file, content)
    return Reset(changed=True, kept=kept / LESSONS.name / exercise.file if kept else None)


def read_solution(exercise: Exercise) -> str:
    """Read the reference solution of `exercise`; CourseError if it is not there."""
    try:
        return (SOLUTIONS / exercise.file).read_text(encoding="utf-8")
    except OSError as error:
        raise CourseError(
            f"cannot read the solution of {exercise.id}: {error.strerror}; is solutions/ there?"
        ) from error


def compare(exercise: Exercise) -> list[Compared]:
    """Compare the student's version of `exercise` with the reference; an empty list if they are the same."""
    reference = [line for line in read_solution(exercise).splitlines() if line.strip() not in {BEGIN, END}]
    try:
        yours = (LESSONS / exercise.file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise CourseError(
            f"cannot read {exercise.file}: {error.strerror}; course reset {exercise.id} puts the skeleton back"
        ) from error
    return list(_compared(yours, reference))


def _compared(yours: list[str], reference: list[str]) -> Iterator[Compared]:
    for group in SequenceMatcher(None, yours, reference, autojunk=False).get_grouped_opcodes(_CONTEXT_LINES):
        yield Compared("heading", f"from line {group[0][1] + 1} of your file:")
        for what, first, last, first_reference, last_reference in group:
            if what == "equal":
                yield from (Compared("both", line) for line in yours[first:last])
                continue
            yield from (Compared("yours", line) for line in yours[first:last])
            yield from (Compared("reference", line) for line in reference[first_reference:last_reference])
