"""`course.toml`, read and validated: the lessons and exercises there are, their order and points."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import msgspec

from autograder.errors import CourseError
from autograder.paths import MANIFEST
from autograder.toml_lines import line_of_error, line_of_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

LessonName = Annotated[str, msgspec.Meta(pattern=r"^lesson_[0-9]{2}_[a-z0-9_]+$")]
ModuleName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, msgspec.Meta(min_length=1)]
Points = Annotated[float, msgspec.Meta(gt=0)]
Minutes = Annotated[int, msgspec.Meta(gt=0)]


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One skeleton module of a lesson.

    `requires` names the exercises (as `lesson/exercise`) that this one imports; checks run it with the
    reference in their place. `question`, if there is one, is something to think about after a pass.
    """

    name: ModuleName
    title: Text
    points: Points
    minutes: Minutes
    hints: Annotated[tuple[Text, ...], msgspec.Meta(min_length=3, max_length=3)]
    requires: tuple[str, ...] = ()
    question: Text | None = None
    lesson: str = ""

    @property
    def id(self) -> str:
        """Name used on the command line and in reports: `lesson_05_datasets/dataset`."""
        return f"{self.lesson}/{self.name}"

    @property
    def module(self) -> str:
        """Dotted name under which Python imports it: `lesson_05_datasets.dataset`."""
        return f"{self.lesson}.{self.name}"

    @property
    def file(self) -> str:
        """Path inside a submission: `lesson_05_datasets/dataset.py`."""
        return f"{self.lesson}/{self.name}.py"

    @property
    def check_file(self) -> str:
        """Path of its checks inside the folder of checks: `lesson_05_datasets/test_dataset.py`."""
        return f"{self.lesson}/test_{self.name}.py"


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A folder of exercises with a text and a notebook; one sitting's work."""

    name: LessonName
    title: Text
    minutes: Minutes
    question: Text
    question_points: Points
    exercises: Annotated[tuple[Exercise, ...], msgspec.Meta(min_length=1)]

    @property
    def points(self) -> float:
        """Points of all exercises together, without the manually graded question."""
        return sum(exercise.points for exercise in self.exercises)


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The whole course."""

    title: Text
    lessons: Annotated[tuple[Lesson, ...], msgspec.Meta(min_length=1)]

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """Every exercise, in the order of the course."""
        return tuple(exercise for lesson in self.lessons for exercise in lesson.exercises)

    @cached_property
    def modules(self) -> dict[str, Exercise]:
        """Exercises by the dotted name of their module."""
        return {exercise.module: exercise for exercise in self.exercises}

    def lesson(self, name: str) -> Lesson:
        """Find the lesson called `name` (the number alone, `07` or `lesson_07`, will do); CourseError otherwise."""
        for lesson in self.lessons:
            if name in _lesson_names(lesson):
                return lesson
        raise _unknown(name, kind="lesson", known=[lesson.name for lesson in self.lessons])

    def exercise(self, name: str) -> Exercise:
        """Find the exercise called `name`, with or without its lesson; CourseError if none or several match."""
        matches = self._exercises_called(name)
        if len(matches) == 1:
            return matches[0]
        if matches:
            choices = ", ".join(exercise.id for exercise in matches)
            raise CourseError(f"'{name}' names {len(matches)} exercises; say which one: {choices}")
        raise _unknown(name, kind="exercise", known=[exercise.name for exercise in self.exercises])

    def shortest_name(self, exercise: Exercise) -> str:
        """Name `exercise` as the commands understand it: with its lesson only where two have the same name."""
        called_so = [one for one in self.exercises if one.name == exercise.name]
        return exercise.name if len(called_so) == 1 else exercise.id

    def all_required(self, exercise: Exercise) -> set[str]:
        """Collect the ids of all exercises that `exercise` builds upon, directly or through others."""
        found: set[str] = set()
        waiting = list(exercise.requires)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self.exercise(name).requires
        return found

    def select(self, names: Sequence[str]) -> tuple[Exercise, ...]:
        """Exercises named by lessons or exercises, in course order; all of them where `names` is empty.

        Raises CourseError for a name that is neither.
        """
        if not names:
            return self.exercises
        wanted = {exercise.id for name in names for exercise in self._select_one(name)}
        return tuple(exercise for exercise in self.exercises if exercise.id in wanted)

    def _select_one(self, name: str) -> Iterable[Exercise]:
        for lesson in self.lessons:
            if name.rstrip("/") in _lesson_names(lesson):
                return lesson.exercises
        matches = self._exercises_called(name)
        if matches:
            return matches
        known = [lesson.name for lesson in self.lessons] + [exercise.name for exercise in self.exercises]
        raise _unknown(name, kind="lesson or exercise", known=known)

    def _exercises_called(self, name: str) -> list[Exercise]:
        plain = name.removesuffix(".py").removeprefix("lessons/")
        found = [
            exercise for exercise in self.exercises if plain in {exercise.name, exercise.id, exercise.module}
        ]
        if found or "/" not in plain:
            return found
        lesson_name, _, exercise_name = plain.partition("/")
        return [
            exercise
            for lesson in self.lessons
            if lesson_name in _lesson_names(lesson)
            for exercise in lesson.exercises
            if exercise.name == exercise_name
        ]


def load_catalog(path: Path = MANIFEST) -> Catalog:
    """Read and validate the manifest at `path`; CourseError names the entry that is wrong."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(
            f"cannot read the manifest {path}: {error.strerror}; restore it from git"
        ) from error
    try:
        text = content.decode()
        catalog = msgspec.convert(tomllib.loads(text), Catalog)
    except UnicodeDecodeError as error:
        raise CourseError(f"{path.name}:1: not valid TOML: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path.name}:{line_of_error(text, error)}: not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise CourseError(f"{path.name}:{line_of_error(text, error)}: {error}; mend that entry") from error
    catalog = _with_lesson_names(catalog)
    _validate_names(catalog, path.name, text)
    return catalog


def line_in_manifest(exercise: Exercise, text: str, key: str = "name") -> int:
    """Return the line on which `key` of `exercise` stands in the manifest's text."""
    lessons = tomllib.loads(text)["lessons"]
    number = next(number for number, lesson in enumerate(lessons) if lesson["name"] == exercise.lesson)
    names = [one["name"] for one in lessons[number]["exercises"]]
    return line_of_path(text, f".lessons[{number}].exercises[{names.index(exercise.name)}].{key}")


def _with_lesson_names(catalog: Catalog) -> Catalog:
    replace = msgspec.structs.replace
    lessons = tuple(
        replace(
            lesson, exercises=tuple(replace(exercise, lesson=lesson.name) for exercise in lesson.exercises)
        )
        for lesson in catalog.lessons
    )
    return Catalog(title=catalog.title, lessons=lessons)


def _validate_names(catalog: Catalog, manifest: str, text: str) -> None:
    lessons = [lesson.name for lesson in catalog.lessons]
    if lessons != sorted(set(lessons)):
        number = next(n for n in range(1, len(lessons)) if lessons[n] <= lessons[n - 1])
        line = line_of_path(text, f".lessons[{number}].name")
        raise CourseError(f"{manifest}:{line}: lessons must be unique and in order, got {', '.join(lessons)}")
    seen: set[str] = set()
    for number, lesson in enumerate(catalog.lessons):
        for position, exercise in enumerate(lesson.exercises):
            path = f".lessons[{number}].exercises[{position}]"
            if exercise.id in seen:
                line = line_of_path(text, f"{path}.name")
                raise CourseError(
                    f"{manifest}:{line}: exercise '{exercise.id}' stands there twice; rename or delete one"
                )
            for required in exercise.requires:
                if required not in seen:
                    line = line_of_path(text, f"{path}.requires")
                    raise CourseError(
                        f"{manifest}:{line}: '{exercise.id}' requires '{required}', which is no earlier exercise; "
                        "write it as lesson/exercise and put it first"
                    )
            seen.add(exercise.id)


def _unknown(name: str, *, kind: str, known: Sequence[str]) -> CourseError:
    close = get_close_matches(name, known, n=1, cutoff=0.4)
    remedy = f"did you mean '{close[0]}'?" if close else "there are: " + ", ".join(dict.fromkeys(known))
    return CourseError(f"there is no {kind} called '{name}'; {remedy}")


def _lesson_names(lesson: Lesson) -> set[str]:
    number = lesson.name.split("_")[1]
    short = str(int(number))
    return {lesson.name, f"lesson_{number}", f"lesson_{short}", number, short, f"lessons/{lesson.name}"}
