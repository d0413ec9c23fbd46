import json

from autograder.authoring.generate import exercise_skeleton
from autograder.catalog import load_catalog

SUMS = "lesson_01_numbers/sums.py"
MINE = "# a student's own work\n"


def kept(course):
    """Backups by their path below the time stamp."""
    return {
        str(file.relative_to(stamp)): file.read_text()
        for stamp in (course.work / "backups").glob("*")
        for file in stamp.rglob("*")
        if file.is_file()
    }


def test_generating_writes_skeletons_copies_and_notebooks(tiny):
    files = {*(tiny.root / "lessons").rglob("*"), *(tiny.root / "assignments/source").rglob("*")}
    assert {str(file.relative_to(tiny.root)) for file in files if file.is_file()} == {
        "lessons/course.toml",
        "lessons/lesson_01_numbers/README.md",
        "lessons/lesson_01_numbers/__init__.py",
        "lessons/lesson_01_numbers/lesson.ipynb",
        "lessons/lesson_01_numbers/lesson.zh.ipynb",
        "lessons/lesson_01_numbers/means.py",
        "lessons/lesson_01_numbers/sums.py",
        "lessons/lesson_02_words/__init__.py",
        "lessons/lesson_02_words/greetings.py",
        "lessons/lesson_02_words/lesson.ipynb",
        "lessons/lesson_02_words/lesson.zh.ipynb",
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


def test_changed_missing_and_stray_files_are_stale_and_what_students_make_is_not(lent):
    skeleton = (lent.lessons / SUMS).read_text()
    (lent.lessons / SUMS).write_text(MINE)
    (lent.lessons / "lesson_01_numbers/means.py").unlink()
    (lent.lessons / "lesson_01_numbers/stray.md").write_text("x")
    (lent.root / "assignments/source/lesson_02_words/greetings.py").write_text(MINE)
    for name in (
        "train.csv",
        "__pycache__/sums.cpython-311.pyc",
        ".ipynb_checkpoints/lesson.ipynb",
        ".hidden",
    ):
        file = lent.lessons / "lesson_01_numbers" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
    stale = [
        "assignments/source/lesson_02_words/greetings.py",
        "lessons/lesson_01_numbers/means.py",
        "lessons/lesson_01_numbers/stray.md",
        "lessons/lesson_01_numbers/sums.py",
    ]
    assert lent.ask(generate="stale_files") == {"changed": stale}
    assert kept(lent) == {}
    assert lent.ask(generate="generate") == {"changed": stale}
    assert lent.ask(generate="stale_files") == lent.ask(generate="generate") == {"changed": []}
    assert kept(lent) == {
        "assignments/source/lesson_02_words/greetings.py": MINE,
        "lessons/lesson_01_numbers/stray.md": "x",
        f"lessons/{SUMS}": MINE,
    }
    assert (lent.lessons / SUMS).read_text() == skeleton
    assert (lent.lessons / "lesson_01_numbers/means.py").exists()
    assert not (lent.lessons / "lesson_01_numbers/stray.md").exists()
    assert (lent.lessons / "lesson_01_numbers/train.csv").exists()


def test_generating_changes_nothing_where_it_cannot_keep_a_copy(lent):
    (lent.lessons / SUMS).write_text(MINE)
    lent.work.mkdir(exist_ok=True)
    (lent.work / "backups").write_text("a file where the folder should be")
    said = lent.ask(generate="generate")["error"]
    assert said.startswith(
        f"CourseError: cannot back up {lent.lessons / SUMS}: Not a directory; nothing was changed"
    )
    assert (lent.lessons / SUMS).read_text() == MINE


def test_a_solution_or_a_text_that_is_missing_or_wrong_is_refused(lent):
    (lent.lessons / SUMS).write_text(MINE)
    text = lent.solutions / "lesson_02_words/notebook.py"
    text.unlink()
    said = lent.ask(generate="generate")["error"]
    assert (
        said
        == f"CourseError: cannot read {text}: No such file or directory; every lesson needs a notebook.py"
    )
    (lent.solutions / SUMS).write_text("def add(a, b):\n    return a + b\n")
    for step in ("stale_files", "generate"):
        assert lent.ask(generate=step)["error"].startswith(f"CourseError: {SUMS}: no solution region; ")
    (lent.solutions / SUMS).unlink()
    assert lent.ask(generate="generate")["error"].endswith("every exercise needs a solution")
    assert (lent.lessons / SUMS).read_text() == MINE


def test_a_skeleton_of_the_real_course_has_its_own_name_in_it():
    exercise = load_catalog().exercise("targets")
    assert f'raise NotImplementedError("{exercise.file}: write td_targets")' in exercise_skeleton(exercise)


def test_a_text_in_two_languages_begins_with_a_link_to_the_other_one(lent):
    (lent.solutions / "lesson_01_numbers/README.zh.md").write_text("# 数\n", encoding="utf-8")
    lent.ask(generate="generate")
    lesson = lent.lessons / "lesson_01_numbers"
    assert (lesson / "README.md").read_text(encoding="utf-8") == "[简体中文](README.zh.md)\n\n# Numbers\n"
    assert (lesson / "README.zh.md").read_text(encoding="utf-8") == "[English](README.md)\n\n# 数\n"


def test_the_chinese_notebook_has_the_same_code_and_speaks_chinese(tiny):
    english, chinese = (
        json.loads((tiny.lessons / f"lesson_01_numbers/{name}").read_text(encoding="utf-8"))["cells"]
        for name in ("lesson.ipynb", "lesson.zh.ipynb")
    )
    (speaks,) = [cell for cell in chinese if cell["id"] == "language"]
    assert 'os.environ["COURSE_LANG"] = "zh"' in "".join(speaks["source"])
    chinese.remove(speaks)
    assert [cell["id"] for cell in english] == [cell["id"] for cell in chinese]
    for one, other in zip(english, chinese, strict=True):
        assert one["cell_type"] == other["cell_type"]
        assert one["cell_type"] == "markdown" or one["source"] == other["source"]
