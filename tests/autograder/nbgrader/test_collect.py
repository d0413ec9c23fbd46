import zipfile

import nbformat
import pytest

from autograder.errors import CourseError
from autograder.nbgrader.collect import SECRET, complete, newest_archives, unpack

LESSON = "lesson_05_datasets"


@pytest.fixture
def archive(tmp_path):
    def make(files):
        path = tmp_path / "ada.zip"
        with zipfile.ZipFile(path, "w") as opened:
            for name, content in files.items():
                opened.writestr(name, content)
        return path

    return make


def unpacked(archive, tmp_path):
    unpack(archive, tmp_path / "out", LESSON)
    return sorted(
        str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("prefix", ["", f"{LESSON}/", f"My homework/{LESSON}/", "stuff/"])
def test_files_are_found_wherever_they_lie(archive, tmp_path, prefix):
    made = archive(
        {f"{prefix}{LESSON}.ipynb": "{}", f"{prefix}dataset.py": "x = 1", f"{prefix}own/helper.py": ""}
    )
    assert unpacked(made, tmp_path) == ["dataset.py", f"{LESSON}.ipynb", "own/helper.py"]


def test_a_single_folder_without_notebook_is_the_hand_in(archive, tmp_path):
    made = archive({"hw/dataset.py": "x = 1", "__MACOSX/hw/._dataset.py": "junk"})
    assert unpacked(made, tmp_path) == ["dataset.py"]


def test_packages_keep_their_init(archive, tmp_path):
    made = archive({"__init__.py": "", "__pycache__/dataset.pyc": "", "._dataset.py": "", "dataset.py": ""})
    assert unpacked(made, tmp_path) == ["__init__.py", "dataset.py"]


def test_names_cannot_leave_the_folder(archive, tmp_path):
    made = archive({"../../evil.py": "", "/tmp/evil.py": "", "dataset.py": ""})  # noqa: S108  the point of the test
    with pytest.raises(CourseError, match=r"'\.\./\.\./evil\.py' leads out of the archive"):
        unpacked(made, tmp_path)
    assert not (tmp_path.parent / "evil.py").exists()
    assert not (tmp_path / "evil.py").exists()


def test_an_archive_that_unpacks_to_far_too_much_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened, opened.open("big.csv", "w") as big:
        for _ in range(101):
            big.write(bytes(1_000_000))
    with pytest.raises(CourseError, match="it unpacks to 101,000,000 bytes"):
        unpack(path, tmp_path / "out", LESSON)


def test_the_newest_archive_of_each_student_counts(tmp_path):
    names = [
        "ada_20300101T100000.zip",
        "ada_20300102T100000.zip",
        "ada.zip",
        "bo_b.zip",
        "notes.txt",
        "x_y_20300101T100000.zip",
    ]
    for name in names:
        (tmp_path / name).touch()
    chosen = sorted(path.name for path in newest_archives(tmp_path.iterdir()))
    assert chosen == ["ada_20300102T100000.zip", "bo_b.zip", "x_y_20300101T100000.zip"]


def test_zip_timestamps_and_secrets_are_collected(graded, released):
    folder = released.path("submitted", "zipped", LESSON)
    assert (folder / "timestamp.txt").read_text() == "2030-01-14 23:00:00"
    assert (folder / SECRET).is_file()


def test_a_notebook_that_is_there_is_left_alone(released, tmp_path):
    notebook = tmp_path / f"{LESSON}.ipynb"
    notebook.write_text("mine")
    complete(tmp_path, released.path("release") / LESSON)
    assert notebook.read_text() == "mine"


def test_a_folder_in_the_notebooks_place_is_replaced(released, tmp_path):
    (tmp_path / f"{LESSON}.ipynb").mkdir()
    complete(tmp_path, released.path("release") / LESSON)
    nbformat.validate(nbformat.read(tmp_path / f"{LESSON}.ipynb", as_version=4))


def test_hand_ins_that_cannot_be_copied_do_not_stop_the_others(make_course, hand_in, tmp_path):
    course = make_course(tmp_path)
    course.generate_assignment(LESSON)
    course.release(LESSON)
    for student in ("dangling", "large", "right"):
        hand_in(course, student, [f"{LESSON}/dataset"])
    (next(course.inbound.glob("dangling+*")) / "data").symlink_to("/nowhere")
    with (next(course.inbound.glob("large+*")) / "model.pt").open("wb") as file:
        file.truncate(200_000_000)
    course.collect(LESSON)
    assert [one.student for one in course.hand_ins(LESSON)] == ["dangling", "large", "right"]
    assert (course.path("submitted", "dangling", LESSON) / "dataset.py").is_file()
    assert (
        "could not be collected"
        in (course.path("submitted", "large", LESSON) / f"{LESSON}.ipynb").read_text()
    )
