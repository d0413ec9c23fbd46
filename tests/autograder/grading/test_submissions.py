import os
import shutil
import tarfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.grading.submissions import _safe, in_class, name_submissions, opened
from autograder.report.safe_text import csv_cell, printable

LESSON = "lesson_05_datasets"


@pytest.fixture
def make(tmp_path, monkeypatch):
    """Give a function that makes a file or, for a name that ends with a slash, a folder."""
    monkeypatch.chdir(tmp_path)

    def made(*names):
        for name in names:
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir() if name.endswith("/") else path.touch()
        return [Path(name) for name in names]

    return made


def names(paths):
    return [one.name for one in name_submissions(paths)]


def root_of(path):
    with opened(path, load_catalog()) as root:
        return root.relative_to(path) if path.is_dir() else sorted(one.name for one in root.iterdir())


def test_a_name_is_the_last_part_without_an_archives_ending(make):
    paths = make(
        "class/ada/", "class/bo.tar.gz", "class/Cy_123_assignsubmission.ZIP", "class/d.e/", "class/f.py"
    )
    assert names(paths) == ["ada", "bo", "Cy_123_assignsubmission", "d.e", "f.py"]
    assert [one.path for one in name_submissions(paths)] == paths


def test_equal_names_are_told_apart(make):
    make("c/ada/", "c/ada.zip", "b/x/ada/")
    assert names([Path("c/ada"), Path("c/ada.zip"), Path("b/x/ada")]) == ["c_ada", "ada.zip", "x_ada"]
    make("m/n/hand-in/", "o/n/hand-in/", "Bo/", "bo.tgz")
    told_apart = names([Path("m/n/hand-in"), Path("o/n/hand-in"), Path("Bo"), Path("bo.tgz")])
    assert [name[:10] for name in told_apart] == ["n_hand-in~", "n_hand-in~", "Bo", "bo.tgz"]
    assert len({name.casefold() for name in told_apart}) == 4


def test_what_is_named_twice_counts_once(make):
    make("ada/")
    assert names([Path("ada"), Path("./ada"), Path("x/../ada"), Path.cwd() / "ada"]) == ["ada"]


def test_the_folder_one_stands_in_has_a_name(make):
    make("ada/")
    os.chdir("ada")
    assert names([Path()]) == ["ada"]


def test_a_path_that_is_not_there_is_refused(make):
    with pytest.raises(
        CourseError, match=r"there is no folder or archive 'x\ufffd\[2J.zip'; name submissions"
    ):
        name_submissions([Path("x\x1b[2J.zip")])


@given(st.text(alphabet=st.characters(exclude_characters="/\0", codec=None, categories=None), min_size=1))
@example("=1+1.zip")
@example("-rf")
@example("..")
@example("[/bold]")
@example("<script>")
@example("\u202egpj.exe")
@example("x" * 250)
@example("0 ")
@example("a..")
def test_any_name_becomes_one_that_is_safe_everywhere(text):
    name = _safe(text)
    assert printable(name) == name == csv_cell(name)
    assert name[0].isalnum() or name[0] == "_"
    assert not set(name) & set("/\\[]<>&\"'%$`|;:*?\n\t")
    assert len(name) <= 67
    assert Path(name).name == name


def test_names_that_differ_only_in_what_is_replaced_stay_apart():
    assert len({_safe(text) for text in ("a\u200bb", "a\u200cb", "a_b", "a*b")}) == 4
    assert (
        _safe("Jürgen Müller")
        == _safe("Ju\u0308rgen Mu\u0308ller")[: len("Jürgen Müller")]
        == "Jürgen Müller"
    )


def test_a_class_is_all_that_its_folder_holds(make):
    make("class/bo.zip", "class/ada/", "class/.DS_Store", "class/notes.txt", "empty/")
    assert [path.name for path in in_class(Path("class"))] == ["ada", "bo.zip", "notes.txt"]
    with pytest.raises(CourseError, match="'empty' is empty; name a folder that holds submissions"):
        in_class(Path("empty"))
    with pytest.raises(CourseError, match="cannot read the class 'nowhere': No such file or directory"):
        in_class(Path("nowhere"))


@pytest.mark.parametrize("inside", [".", "lessons", "my hand-in", "my hand-in/lessons", "a/b/c"])
def test_the_lessons_are_found_a_little_deeper(make, inside):
    make(f"ada/{inside}/{LESSON}/", "ada/__MACOSX/", "ada/.git/")
    assert root_of(Path("ada")) == Path(inside)
    with tarfile.open("ada.tgz", "w:gz") as archive:
        archive.add("ada", "ada")
    assert root_of(Path("ada.tgz")) == [LESSON] if inside != "." else LESSON in root_of(Path("ada.tgz"))


def test_a_whole_clone_is_graded_by_its_lessons(make):
    make(f"ada/lessons/{LESSON}/", f"ada/solutions/{LESSON}/")
    assert root_of(Path("ada")) == Path("lessons")


def test_no_link_leads_to_other_lessons(make):
    make(f"secret/{LESSON}/", "ada/", "bo/", "cy/")
    Path("ada/lessons").symlink_to("../secret")
    Path(f"bo/{LESSON}").symlink_to(f"../secret/{LESSON}")
    Path("cy/only").symlink_to("../secret")
    for name in ("ada", "bo", "cy"):
        with pytest.raises(
            CourseError, match="it holds no lessons; expected at least one of the folders lesson_05"
        ):
            root_of(Path(name))
    Path("mine").symlink_to("secret")  # the user's own
    assert root_of(Path("mine")) == Path()


def test_what_holds_no_lessons_says_what_was_expected(make):
    make("deep/1/2/3/4/5/", "nested/x/a.zip", "notes.txt", "pipe.zip/")
    with pytest.raises(CourseError, match="it holds no lessons; expected at least one of"):
        root_of(Path("deep"))
    with pytest.raises(CourseError, match=r"it holds no lessons but another archive, 'a.zip'; hand in what"):
        root_of(Path("nested"))
    with pytest.raises(CourseError, match=r"'notes.txt' is no folder and no .zip, .tar, .tar.gz or .tgz"):
        root_of(Path("notes.txt"))
    shutil.rmtree("pipe.zip")
    os.mkfifo("pipe.zip")
    with pytest.raises(CourseError, match=r"'pipe.zip' is no folder and no .zip"):
        root_of(Path("pipe.zip"))


def test_what_was_unpacked_is_deleted(make):
    make(f"ada/{LESSON}/")
    with tarfile.open("ada.tar", "w") as archive:
        archive.add("ada", ".")
    with opened(Path("ada.tar"), load_catalog()) as root:
        assert (root / LESSON).is_dir()
    assert not root.exists()
