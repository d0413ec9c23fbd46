import pytest

from autograder.catalog import Catalog, Exercise, Lesson, load_catalog
from autograder.paths import ROOT
from autograder.site.course_map import exercises_tables, lesson_page, lessons_table, needed_directly
from autograder.site.prerequisites import Box, prerequisites_picture


def exercise(lesson, name, *requires):
    return Exercise(
        name=name,
        title=f"Write {name}",
        points=2,
        minutes=5,
        hints=("idea", "place", "code"),
        requires=requires,
        lesson=lesson,
    )


def lesson(name, minutes, *exercises):
    return Lesson(
        name=name,
        title=name.title(),
        minutes=minutes,
        question="Why?",
        question_points=1,
        exercises=exercises,
    )


@pytest.fixture
def catalog():
    """Give three lessons: b needs a, c needs a and b, d needs a and c."""
    one, two, three = "lesson_01_one", "lesson_02_two", "lesson_03_three"
    a, b = exercise(one, "a"), exercise(one, "b", f"{one}/a")
    c = exercise(two, "c", f"{one}/a", f"{one}/b")
    d = exercise(three, "d", f"{one}/a", f"{two}/c")
    return Catalog(
        title="A course", lessons=(lesson(one, 60, a, b), lesson(two, 90, c), lesson(three, 45, d))
    )


def test_only_direct_needs_are_told(catalog):
    needed = {one.name: [need.name for need in needed_directly(one, catalog)] for one in catalog.exercises}
    assert needed == {"a": [], "b": ["a"], "c": ["b"], "d": ["c"]}


def test_the_table_of_lessons_adds_up(catalog):
    rows = lessons_table(catalog).splitlines()
    assert rows[2] == "| [01 Lesson_01_One](lessons/lesson_01_one/README.md) | 2 | 1&nbsp;h | 4 | 1 |"
    assert rows[3].split(" | ")[2] == "1&nbsp;h&nbsp;30&nbsp;min"
    assert rows[-1] == "| together | 4 | 3&nbsp;h&nbsp;15&nbsp;min | 8 | 3 |"


def test_exercises_name_their_needs_as_commands_take_them(catalog):
    text = exercises_tables(catalog)
    assert "| `a` | Write a | 5 | 2 | nothing |" in text
    assert "| `b` | Write b | 5 | 2 | `a` |" in text
    assert "| `c` | Write c | 5 | 2 | `lesson_01/b` |" in text
    for one in catalog.exercises:
        for need in needed_directly(one, catalog):
            assert catalog.exercise(need.name if need.lesson == one.lesson else need.id) == need


def test_the_picture_tells_in_words_what_builds_on_what(catalog):
    picture = prerequisites_picture(catalog)
    assert "lesson_03_three/d builds on lesson_02_two/c." in picture
    assert picture.count('class="arrow"') == 3
    assert picture.count("<rect ") == 4


def test_no_box_lies_on_another():
    catalog = load_catalog()
    picture = prerequisites_picture(catalog)
    assert picture.count("<rect ") == len(catalog.exercises)
    places = {
        (Box(row, column).left, Box(row, column).top)
        for row, lesson in enumerate(catalog.lessons)
        for column, _ in enumerate(lesson.exercises)
    }
    assert all(f'x="{left}" y="{top}"' in picture for left, top in places)
    assert len(places) == len(catalog.exercises)


def test_every_lesson_has_its_text():
    assert all((ROOT / lesson_page(one)).is_file() for one in load_catalog().lessons)
