import json

from autograder.authoring.generate import exercise_skeleton
from autograder.catalog import load_catalog

SUMS = "lesson_01_numbers/sums.py"
MINE = "# a student's own work\n"
STEPS = """
import json
import sys
from autograder.authoring import generate as authoring
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import ROOT

def do(step):
    what, _, path = step.partition(" ")
    if what == "delete":
        return (ROOT / path).unlink()
    if what == "spoil":
        return (ROOT / path).write_text("def add(a, b): return a + b")
    try:
        return [str(file.relative_to(ROOT)) for file in getattr(authoring, step)(load_catalog())]
    except CourseError as error:
        return str(error)

print(json.dumps([do(step) for step in sys.argv[1:]]))
"""


def steps(course, *names):
    """Call these functions of the course's own generate module in one process; return what each gave or said.

    `delete FILE` and `spoil FILE` are steps too.
    """
    run = course.run("-c", STEPS, *names)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def kept(course):
    """Backups by their path below the time stamp."""
    stamps = (course.work / "backups").glob("*")
    return {
        str(file.relative_to(stamp)): file.read_text()
        for stamp in stamps
        for file in stamp.rglob("*")
        if file.is_file()
    }


def test_generating_writes_skeletons_copies_and_notebooks(tiny):
    present = {
        str(file.relative_to(tiny.root))
        for folder in ("lessons", "assignments")
        for file in (tiny.root / folder).rglob("*")
        if file.is_file()
    }
    assert present == {
        "lessons/course.toml",
        "lessons/lesson_01_numbers/README.md",
        "lessons/lesson_01_numbers/__init__.py",
        "lessons/lesson_01_numbers/lesson.ipynb",
        "lessons/lesson_01_numbers/means.py",
        "lessons/lesson_01_numbers/sums.py",
        "lessons/lesson_02_words/__init__.py",
        "lessons/lesson_02_words/greetings.py",
        "lessons/lesson_02_words/lesson.ipynb",
        "assignments/nbgrader_config.py",
        "assignments/source/lesson_01_numbers/lesson_01_numbers.ipynb",
        "assignments/source/lesson_01_numbers/means.py",
        "assignments/source/lesson_01_numbers/sums.py",
        "assignments/source/lesson_02_words/greetings.py",
        "assignments/source/lesson_02_words/lesson_02_words.ipynb",
    }
    skeleton = (tiny.lessons / SUMS).read_text()
    assert f'raise NotImplementedError("{SUMS}: write add")' in skeleton
    assert "return a + b" not in skeleton
    assert (tiny.root / "assignments/source" / SUMS).read_text() == skeleton
    assert (tiny.lessons / "lesson_01_numbers/README.md").read_text() == "# Numbers\n"
    assert json.loads((tiny.lessons / "lesson_01_numbers/lesson.ipynb").read_text())["nbformat"] == 4


def test_changed_missing_and_stray_files_are_stale_and_what_students_make_is_not(own):
    (own.lessons / SUMS).write_text(MINE)
    (own.lessons / "lesson_01_numbers/means.py").unlink()
    (own.lessons / "lesson_01_numbers/stray.md").write_text("x")
    (own.root / "assignments/source/lesson_02_words/greetings.py").write_text(MINE)
    for name in (
        "train.csv",
        "__pycache__/sums.cpython-311.pyc",
        ".ipynb_checkpoints/lesson.ipynb",
        ".hidden",
    ):
        file = own.lessons / "lesson_01_numbers" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
    expected = [
        "assignments/source/lesson_02_words/greetings.py",
        "lessons/lesson_01_numbers/means.py",
        "lessons/lesson_01_numbers/stray.md",
        "lessons/lesson_01_numbers/sums.py",
    ]
    stale, changed, left, again = steps(own, "stale_files", "generate", "stale_files", "generate")
    assert stale == changed == expected
    assert left == again == []
    assert kept(own) == {
        "assignments/source/lesson_02_words/greetings.py": MINE,
        "lessons/lesson_01_numbers/stray.md": "x",
        f"lessons/{SUMS}": MINE,
    }
    assert (own.lessons / "lesson_01_numbers/train.csv").exists()
    assert not (own.lessons / "lesson_01_numbers/stray.md").exists()
    assert (own.lessons / SUMS).read_text() == (own.root / "assignments/source" / SUMS).read_text() != MINE
    assert (own.lessons / "lesson_01_numbers/means.py").exists()


def test_generating_changes_nothing_where_it_cannot_keep_a_copy(own):
    (own.lessons / SUMS).write_text(MINE)
    own.work.mkdir(exist_ok=True)
    (own.work / "backups").write_text("a file where the folder should be")
    run = own.course("generate")
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith(
        f"error: cannot back up {own.lessons / SUMS}: Not a directory; nothing was changed"
    )
    assert run.stderr.count("\n") == 1
    assert (own.lessons / SUMS).read_text() == MINE


def test_a_solution_or_a_text_that_is_missing_or_wrong_is_refused(own):
    (own.lessons / SUMS).write_text(MINE)
    text, spoilt, missing = (
        "solutions/lesson_02_words/notebook.py",
        f"spoil solutions/{SUMS}",
        f"delete solutions/{SUMS}",
    )
    said = steps(own, f"delete {text}", "generate", spoilt, "stale_files", "generate", missing, "generate")
    assert (
        said[1]
        == f"cannot read {own.root / text}: No such file or directory; every lesson needs a notebook.py"
    )
    assert said[3] == said[4]
    assert said[4].startswith(f"{SUMS}: no solution region; ")
    assert said[6].endswith("sums.py: No such file or directory; every exercise needs a solution")
    assert (own.lessons / SUMS).read_text() == MINE


def test_a_skeleton_of_the_real_course_has_its_own_name_in_it():
    exercise = load_catalog().exercise("targets")
    assert f'raise NotImplementedError("{exercise.file}: write td_targets")' in exercise_skeleton(exercise)
