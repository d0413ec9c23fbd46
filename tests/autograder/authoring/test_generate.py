import json

from autograder.authoring.generate import exercise_skeleton
from autograder.catalog import load_catalog

SUMS = "lesson_01_numbers/sums.py"
MINE = "# a student's own work\n"
STALE = """
import json
from autograder.authoring.generate import stale_files
from autograder.catalog import load_catalog
from autograder.paths import ROOT
print(json.dumps([str(file.relative_to(ROOT)) for file in stale_files(load_catalog())]))
"""


def stale(course):
    """What the course's own stale_files says, as paths below the course."""
    run = course.run("-c", STALE)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def kept(course):
    """Backups by their path below the time stamp."""
    stamps = (course.work / "backups").glob("*")
    return {str(file.relative_to(stamp)): file.read_text() for stamp in stamps for file in stamp.rglob("*") if file.is_file()}


def test_generating_writes_skeletons_copies_and_notebooks(tiny):
    present = {str(file.relative_to(tiny.root)) for folder in ("lessons", "assignments") for file in (tiny.root / folder).rglob("*") if file.is_file()}
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


def test_what_was_just_generated_is_current(tiny):
    assert stale(tiny) == []


def test_changed_missing_and_stray_files_are_stale_and_what_students_make_is_not(own):
    (own.lessons / SUMS).write_text(MINE)
    (own.lessons / "lesson_01_numbers/means.py").unlink()
    (own.lessons / "lesson_01_numbers/stray.md").write_text("x")
    (own.root / "assignments/source/lesson_02_words/greetings.py").write_text(MINE)
    for name in ("train.csv", "__pycache__/sums.cpython-311.pyc", ".ipynb_checkpoints/lesson.ipynb", ".hidden"):
        file = own.lessons / "lesson_01_numbers" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
    expected = [
        "assignments/source/lesson_02_words/greetings.py",
        "lessons/lesson_01_numbers/means.py",
        "lessons/lesson_01_numbers/stray.md",
        "lessons/lesson_01_numbers/sums.py",
    ]
    assert stale(own) == expected
    run = own.course("generate")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        "wrote assignments/source/lesson_02_words/greetings.py",
        "wrote lessons/lesson_01_numbers/means.py",
        "deleted lessons/lesson_01_numbers/stray.md",
        "wrote lessons/lesson_01_numbers/sums.py",
        "4 files changed",
    ]
    assert kept(own) == {
        "assignments/source/lesson_02_words/greetings.py": MINE,
        "lessons/lesson_01_numbers/stray.md": "x",
        f"lessons/{SUMS}": MINE,
    }
    assert (own.lessons / "lesson_01_numbers/train.csv").exists()
    again = own.course("generate")
    assert again.stdout == "everything was current\n"
    assert len(kept(own)) == 3


def test_generating_changes_nothing_where_it_cannot_keep_a_copy(own):
    (own.lessons / SUMS).write_text(MINE)
    own.work.mkdir(exist_ok=True)
    (own.work / "backups").write_text("a file where the folder should be")
    run = own.course("generate")
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith("error: ")
    assert run.stderr.count("\n") == 1
    assert (own.lessons / SUMS).read_text() == MINE


def test_a_solution_without_regions_and_a_lesson_without_its_text_are_one_line(own):
    (own.solutions / SUMS).write_text("def add(a, b):\n    return a + b\n")
    run = own.course("generate")
    assert run.returncode == 2
    assert run.stderr.startswith(f"error: {SUMS}: no solution region; ")
    assert run.stderr.count("\n") == 1
    (own.solutions / SUMS).unlink()
    run = own.course("generate")
    assert run.returncode == 2
    assert "every exercise needs a solution" in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_skeleton_of_the_real_course_has_its_own_name_in_it():
    exercise = load_catalog().exercise("targets")
    assert f'raise NotImplementedError("{exercise.file}: write td_targets")' in exercise_skeleton(exercise)
