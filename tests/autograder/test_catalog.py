import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import CHECKS, SOLUTIONS

COURSE = load_catalog()
NAMES = [lesson.name for lesson in COURSE.lessons]
IDS = [exercise.id for exercise in COURSE.exercises]

EXERCISE = """
[[lessons.exercises]]
name = "{name}"
title = "A title"
points = 2
minutes = 5
hints = ["one", "two", "three"]
"""
LESSON = """
[[lessons]]
name = "{name}"
title = "A title"
minutes = 5
question = "Why?"
question_points = 1
"""
TITLE = 'title = "A course"\n'
FIRST_LESSON = LESSON.format(name="lesson_01_numbers")
RIGHT = TITLE + FIRST_LESSON + EXERCISE.format(name="sums") + EXERCISE.format(name="means")


@pytest.fixture
def manifest(tmp_path):
    """Give a function that reads a manifest from its text."""

    def read(text):
        file = tmp_path / "course.toml"
        file.write_text(text, encoding="utf-8")
        return load_catalog(file)

    return read


# --- The real manifest ----------------------------------------------------------------------------------------


def test_the_course_has_the_lessons_that_it_promises():
    assert [re.sub(r"_\D.*", "", name) for name in NAMES] == [
        "lesson_05",
        "lesson_06",
        "lesson_07",
        "lesson_08",
    ]
    assert {exercise.lesson for exercise in COURSE.exercises} == set(NAMES)


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.id)
def test_every_exercise_has_its_files_points_minutes_and_hints(exercise):
    assert (SOLUTIONS / exercise.file).is_file()
    assert (CHECKS / exercise.check_file).is_file()
    assert exercise.points > 0
    assert exercise.minutes > 0
    assert len(set(exercise.hints)) == 3
    assert exercise.question is None or exercise.question.endswith("?")


def test_paths_and_names_of_an_exercise():
    exercise = COURSE.exercise("dataset")
    assert exercise.id == "lesson_05_datasets/dataset"
    assert exercise.module == "lesson_05_datasets.dataset"
    assert exercise.file == "lesson_05_datasets/dataset.py"
    assert exercise.check_file == "lesson_05_datasets/test_dataset.py"
    assert COURSE.modules["lesson_05_datasets.dataset"] is exercise


def test_the_points_of_a_lesson_are_those_of_its_exercises(manifest):
    lesson = manifest(RIGHT).lessons[0]
    assert (lesson.points, lesson.question_points) == (4, 1)


def test_a_question_to_think_about_is_optional(manifest):
    asked = RIGHT.replace("minutes = 5\nhints", 'minutes = 5\nquestion = "Why?"\nhints', 1)
    assert [exercise.question for exercise in manifest(asked).exercises] == ["Why?", None]


# --- Finding things by name -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["lesson_07_deep_q_agent", "lesson_07", "lesson_7", "07", "7", "lessons/lesson_07_deep_q_agent"]
)
def test_a_lesson_has_short_names(name):
    assert COURSE.lesson(name).name == "lesson_07_deep_q_agent"
    assert {exercise.lesson for exercise in COURSE.select([name])} == {"lesson_07_deep_q_agent"}


def test_a_trailing_slash_from_the_shell_does_no_harm():
    assert COURSE.select(["lessons/lesson_07_deep_q_agent/"]) == COURSE.lesson("07").exercises


@pytest.mark.parametrize(
    "name",
    [
        "targets",
        "targets.py",
        "7/targets",
        "lesson_07/targets",
        "lesson_07_deep_q_agent/targets.py",
        "lesson_07_deep_q_agent.targets",
        "lessons/lesson_07_deep_q_agent/targets.py",
    ],
)
def test_an_exercise_has_short_names(name):
    assert COURSE.exercise(name).id == "lesson_07_deep_q_agent/targets"
    assert [exercise.id for exercise in COURSE.select([name])] == ["lesson_07_deep_q_agent/targets"]


def test_a_name_of_two_exercises_is_refused_where_one_is_wanted():
    with pytest.raises(
        CourseError,
        match="'training' names 2 exercises; say which one: lesson_06_mlps/training, lesson_07_deep_q_agent/training",
    ):
        COURSE.exercise("training")
    assert len(COURSE.select(["training"])) == 2


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("tragets", "did you mean 'targets'?"),
        ("lesson_07_deep_q", "did you mean 'lesson_07_deep_q_agent'?"),
        ("???", "there are: lesson_05_datasets, "),
        ("", "there are: lesson_05_datasets, "),
        ("lesson_05/targets", "there is no lesson or exercise called 'lesson_05/targets'; "),
        ("lesson_99/targets", "there is no lesson or exercise called 'lesson_99/targets'; "),
    ],
)
def test_an_unknown_name_is_refused_with_a_remedy(name, remedy):
    with pytest.raises(CourseError, match=re.escape(remedy)) as caught:
        COURSE.select([name])
    assert str(caught.value).startswith(f"there is no lesson or exercise called '{name}'; ")


def test_an_unknown_lesson_and_exercise_are_refused():
    with pytest.raises(CourseError, match="there is no lesson called 'lesson_04'"):
        COURSE.lesson("lesson_04")
    with pytest.raises(CourseError, match="there is no exercise called 'lesson_05_datasets'"):
        COURSE.exercise("lesson_05_datasets")


@given(st.lists(st.sampled_from([*NAMES, *IDS, "training", "07", "5"])))
def test_selected_exercises_are_unique_and_in_the_order_of_the_course(names):
    chosen = [exercise.id for exercise in COURSE.select(names)]
    assert chosen == [name for name in IDS if name in set(chosen)]
    assert set(chosen) == {exercise.id for name in names for exercise in COURSE.select([name])} or not names


@given(st.text())
def test_any_other_name_selects_something_or_is_refused(name):
    with contextlib.suppress(CourseError):
        assert COURSE.select([name])


def test_no_names_select_everything():
    assert COURSE.select([]) == COURSE.exercises


# --- Errors in a manifest -------------------------------------------------------------------------------------


def wrong(old, new):
    """Put `new` in place of the first `old` of a right manifest."""
    assert old in RIGHT
    return RIGHT.replace(old, new, 1)


HINTS = '["one", "two", "three"]'
FIRST = "$.lessons[0].exercises[0]"
WRONG = {
    "no TOML": ("title = ", "course.toml:1: not valid TOML: Invalid value (at end of document)"),
    "half a table": ("[[lessons]\n", "course.toml:1: not valid TOML: "),
    "points in words": (
        wrong("points = 2", 'points = "two"'),
        f"Expected `float`, got `str` - at `{FIRST}.points`",
    ),
    "no points": (wrong("points = 2", "points = 0"), f"Expected `float` > 0.0 - at `{FIRST}.points`"),
    "minutes below 0": (
        wrong("minutes = 5\nhints", "minutes = -5\nhints"),
        f"Expected `int` >= 1 - at `{FIRST}.minutes`",
    ),
    "no minutes": (
        wrong("minutes = 5\nhints", "hints"),
        f"Object missing required field `minutes` - at `{FIRST}`",
    ),
    "two hints": (wrong(HINTS, '["one", "two"]'), f"Expected `array` of length >= 3 - at `{FIRST}.hints`"),
    "four hints": (
        wrong(HINTS, '["1", "2", "3", "4"]'),
        f"Expected `array` of length <= 3 - at `{FIRST}.hints`",
    ),
    "an empty question": (
        wrong("minutes = 5\nhints", 'minutes = 5\nquestion = ""\nhints'),
        f"Expected `str` of length >= 1 - at `{FIRST}.question`",
    ),
    "an empty hint": (wrong('"two"', '""'), f"Expected `str` of length >= 1 - at `{FIRST}.hints[1]`"),
    "a lesson's name": (wrong("lesson_01_numbers", "numbers"), "Expected `str` matching regex"),
    "an exercise's name": (wrong('"sums"', '"../sums"'), "Expected `str` matching regex"),
    "an unknown field": (
        wrong("question_points", "pionts"),
        "Object contains unknown field `pionts` - at `$.lessons[0]`",
    ),
    "no lessons": ('title = "x"\nlessons = []\n', "Expected `array` of length >= 1 - at `$.lessons`"),
    "no exercises": (TITLE + FIRST_LESSON, "Object missing required field `exercises` - at `$.lessons[0]`"),
    "an exercise twice": (
        wrong('"means"', '"sums"'),
        "course.toml:18: exercise 'lesson_01_numbers/sums' stands there twice; rename or delete one",
    ),
    "a lesson twice": (
        RIGHT + RIGHT.removeprefix(TITLE),
        "lessons must be unique and in order, got lesson_01_numbers, lesson_01_numbers",
    ),
    "lessons out of order": (
        RIGHT + LESSON.format(name="lesson_00_start") + EXERCISE.format(name="go"),
        "lessons must be unique and in order, got lesson_01_numbers, lesson_00_start",
    ),
    "a later prerequisite": (
        wrong('name = "sums"', 'name = "sums"\nrequires = ["lesson_01_numbers/means"]'),
        "'lesson_01_numbers/sums' requires 'lesson_01_numbers/means', which is no earlier exercise; ",
    ),
    "a prerequisite's short name": (
        wrong('name = "means"', 'name = "means"\nrequires = ["sums"]'),
        "'lesson_01_numbers/means' requires 'sums', which is no earlier exercise; write it as lesson/exercise",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_error_in_the_manifest_is_named_in_one_line(manifest, name):
    text, said = WRONG[name]
    with pytest.raises(CourseError) as caught:
        manifest(text)
    assert re.match(r"course\.toml:[0-9]+: ", str(caught.value))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_manifest_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(
        CourseError,
        match=r"cannot read the manifest .*course\.toml: No such file or directory; restore it from git",
    ):
        load_catalog(tmp_path / "course.toml")
    with pytest.raises(CourseError, match=r"cannot read the manifest .*: Is a directory"):
        load_catalog(tmp_path)


def test_a_manifest_that_is_no_text_is_refused(tmp_path):
    file = tmp_path / "course.toml"
    file.write_bytes(b"title = '\xff'")
    with pytest.raises(CourseError, match=r"course\.toml:1: not valid TOML"):
        load_catalog(file)


def test_what_an_exercise_builds_upon_is_collected_through_others(tiny):
    catalog = load_catalog(tiny.lessons / "course.toml")
    assert catalog.all_required(catalog.exercise("sums")) == set()
    assert catalog.all_required(catalog.exercise("greetings")) == {
        "lesson_01_numbers/means",
        "lesson_01_numbers/sums",
    }


def test_an_exercise_s_shortest_name_is_understood():
    catalog = load_catalog()
    names = [catalog.shortest_name(exercise) for exercise in catalog.exercises]
    assert {"targets", "lesson_06_mlps/training", "lesson_07_deep_q_agent/training"} <= set(names)
    assert [catalog.exercise(name) for name in names] == list(catalog.exercises)
