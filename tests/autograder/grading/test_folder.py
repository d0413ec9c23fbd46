import errno
import os
import shutil

import pytest

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.grading import folder
from autograder.grading.folder import read_folder, read_submission
from autograder.paths import LESSONS

LESSON = "lesson_05_datasets"
OTHER = "lesson_06_mlps"


@pytest.fixture
def catalog():
    return load_catalog()


@pytest.fixture
def root(tmp_path):
    made = tmp_path / "ada"
    (made / LESSON).mkdir(parents=True)
    (made / LESSON / "dataset.py").write_text("x = 1\n")
    return made


def refused(root, catalog, *words):
    with pytest.raises(CourseError) as caught:
        read_submission(root, catalog)
    message = str(caught.value)
    assert "\n" not in message
    assert message.isprintable()
    for word in words:
        assert word in message


def test_modules_helpers_and_data_of_all_lessons_are_read(catalog):
    files = read_submission(LESSONS, catalog)
    for exercise in catalog.exercises:
        assert files[exercise.file] == (LESSONS / exercise.file).read_bytes()
    assert not any(name.endswith((".md", ".png", ".svg")) for name in files)
    assert not any(name.endswith(".ipynb") for name in files)
    assert not any(name.startswith("expert") or "__pycache__" in name for name in files)


def test_folders_inside_lessons_are_read_in_order(root, catalog):
    for name in ("b.py", "a.py"):
        (root / LESSON / "own").mkdir(exist_ok=True)
        (root / LESSON / "own" / name).write_text(name)
    assert list(read_submission(root, catalog)) == [
        f"{LESSON}/dataset.py",
        f"{LESSON}/own/a.py",
        f"{LESSON}/own/b.py",
    ]


def test_what_is_not_needed_is_left_out(root, catalog):
    for name in (
        "venv/huge.py",
        f"{LESSON}/__pycache__/dataset.pyc",
        f"{LESSON}/.ipynb_checkpoints/x.py",
        f"{LESSON}/.hidden",
        f"{LESSON}/lesson.ipynb",
        f"{LESSON}/README.md",
        f"{LESSON}/figures/states.png",
        "lesson_99/x.py",
        "notes.txt",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    assert list(read_submission(root, catalog)) == [f"{LESSON}/dataset.py"]


def test_links_are_never_followed(root, catalog, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.py").write_text("secret")
    (root / LESSON / "key.py").symlink_to(secret / "key.py")
    (root / LESSON / "all").symlink_to(secret)
    (root / LESSON / "loop").symlink_to(root)
    (root / LESSON / "nowhere.py").symlink_to("nowhere")
    (root / LESSON / "inside.py").symlink_to("dataset.py")
    (root / OTHER).symlink_to(secret)
    assert list(read_submission(root, catalog)) == [f"{LESSON}/dataset.py"]


def test_the_folder_that_was_named_may_be_a_link(root, catalog, tmp_path):
    (tmp_path / "link").symlink_to(root)
    assert read_submission(tmp_path / "link", catalog) == read_submission(root, catalog)


def test_pipes_and_sockets_do_not_hang_it(root, catalog):
    os.mkfifo(root / LESSON / "baseline.py")
    assert list(read_submission(root, catalog)) == [f"{LESSON}/dataset.py"]


def test_a_file_that_becomes_a_pipe_or_a_link_is_not_read(root, catalog, tmp_path, monkeypatch):
    """Between listing and opening, somebody puts something else in the file's place."""
    (tmp_path / "secret").write_text("secret")
    file = root / LESSON / "dataset.py"
    real = folder._Folder.open_file

    def exchange(make):
        def opened(self, name):
            file.unlink()
            make()
            return real(self, name)

        return opened

    monkeypatch.setattr(folder._Folder, "open_file", exchange(lambda: os.mkfifo(file)))
    assert read_submission(root, catalog) == {}
    file.unlink()
    file.write_text("x")
    monkeypatch.setattr(folder._Folder, "open_file", exchange(lambda: file.symlink_to(tmp_path / "secret")))
    refused(root, catalog, f"cannot read '{LESSON}/dataset.py'", "delete it")


@pytest.mark.parametrize("by_descriptor", [True, False])
def test_a_folder_that_becomes_a_link_is_not_read(root, catalog, tmp_path, monkeypatch, by_descriptor):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.py").write_text("secret")
    (root / LESSON / "own").mkdir()
    real = folder._Folder.open_folder

    def exchanged(self, name):
        if name == "own":
            (root / LESSON / "own").rmdir()
            (root / LESSON / "own").symlink_to(tmp_path / "secret")
        return real(self, name)

    monkeypatch.setattr(folder, "_FOLDERS_BY_DESCRIPTOR", by_descriptor)
    monkeypatch.setattr(folder._Folder, "open_folder", exchanged)
    refused(root, catalog, f"cannot read '{LESSON}/own'")


def test_without_descriptors_of_folders_it_reads_the_same(root, catalog, monkeypatch, tmp_path):
    (root / LESSON / "own").mkdir()
    (root / LESSON / "own" / "a.py").write_text("a")
    (root / LESSON / "out").symlink_to(tmp_path)
    with_them = read_submission(root, catalog)
    monkeypatch.setattr(folder, "_FOLDERS_BY_DESCRIPTOR", False)
    assert read_submission(root, catalog) == with_them


def test_too_many_files_are_refused(root, catalog, monkeypatch):
    monkeypatch.setattr(folder, "MOST_FILES", 20)
    for number in range(19):
        (root / LESSON / f"{number}.py").touch()
    assert len(read_submission(root, catalog)) == 20
    (root / LESSON / "own").mkdir()
    refused(root, catalog, f"'{LESSON}'", "more than 20 files", "delete what is not needed")


def test_a_large_file_is_refused_without_being_read_whole(root, catalog):
    (root / LESSON / "exact.bin").write_bytes(b"x")
    os.truncate(root / LESSON / "exact.bin", folder.MOST_BYTES_OF_A_FILE)
    assert len(read_submission(root, catalog)[f"{LESSON}/exact.bin"]) == 16 * 1024 * 1024
    (root / LESSON / "huge.bin").touch()
    os.truncate(root / LESSON / "huge.bin", 2**42)  # a sparse file of four tebibytes
    refused(root, catalog, f"'{LESSON}/huge.bin'", "larger than 16 MiB", "delete it")


def test_too_many_bytes_in_all_are_refused(root, catalog, monkeypatch):
    monkeypatch.setattr(folder, "MOST_BYTES", 2**20)
    (root / LESSON / "own.bin").write_bytes(bytes(2**20))
    refused(root, catalog, f"'{LESSON}/own.bin'", "together", "1 MiB", "delete what is not needed")


def test_folders_inside_folders_inside_folders_are_refused(root, catalog):
    (root / LESSON / "/".join("d" * 15)).mkdir(parents=True)
    read_submission(root, catalog)
    (root / LESSON / "/".join("d" * 400)).mkdir(parents=True)
    refused(root, catalog, "more than 16 folders lie inside each other")


@pytest.mark.parametrize(("name", "opens"), [(f"{LESSON}/dataset.py", "open_file"), (LESSON, "open_folder")])
def test_what_cannot_be_read_is_named(root, catalog, monkeypatch, name, opens):
    def forbid(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(folder._Folder, opens, forbid)
    refused(root, catalog, f"cannot read '{name}'", "Permission denied", "make it readable")


def test_names_that_are_no_text_are_left_out_and_others_are_shown_harmlessly(root, catalog):
    with open(os.path.join(os.fsencode(root / LESSON), b"\xff\xfe.py"), "wb"):  # noqa: PTH118, PTH123  bytes
        pass
    (root / LESSON / "\x1b[2J\u202eevil.py").touch()
    assert list(read_submission(root, catalog)) == [f"{LESSON}/\x1b[2J\u202eevil.py", f"{LESSON}/dataset.py"]
    os.truncate(root / LESSON / "\x1b[2J\u202eevil.py", 2**30)
    refused(root, catalog, f"'{LESSON}/\ufffd[2J\ufffdevil.py'")


def test_a_folder_without_lessons_is_refused(root, catalog, tmp_path):
    shutil.rmtree(root / LESSON)
    refused(root, catalog, "holds no lessons", LESSON)
    (root / LESSON).touch()
    refused(root, catalog, "holds no lessons")
    refused(tmp_path / "nowhere", catalog, "there is no folder", "laid out like lessons/")
    (root / LESSON).unlink()
    (root / LESSON).symlink_to(LESSONS / LESSON)
    refused(root, catalog, "holds no lessons")


def test_one_lessons_folder_is_read_with_paths_of_its_own_and_its_figures(root):
    (root / LESSON / "states.png").write_bytes(b"shown by a notebook")
    assert read_folder(root / LESSON) == {"dataset.py": b"x = 1\n", "states.png": b"shown by a notebook"}
    assert read_folder(root / OTHER) == {}
