import base64
import os
import subprocess
import sys

import pytest

from autograder.errors import CourseError
from autograder.notebook import Animation, check, predict
from autograder.paths import LESSONS, ROOT, SOLUTIONS


@pytest.fixture
def in_lesson_05(monkeypatch):
    monkeypatch.chdir(LESSONS / "lesson_05_datasets")


@pytest.mark.usefixtures("in_lesson_05")
def test_a_cell_shows_a_table_of_what_was_checked():
    view = check("baseline", submission=SOLUTIONS)
    assert "lesson_05_datasets/baseline" in view._repr_html_()
    assert "4 of 4 points" in view._repr_html_()
    assert "dataset" not in repr(view).replace("lesson_05_datasets", "")


@pytest.mark.usefixtures("in_lesson_05")
def test_unwritten_modules_are_told(tmp_path):
    (tmp_path / "lesson_05_datasets").mkdir()
    assert "baseline.py is missing" in repr(check("baseline", submission=tmp_path))


@pytest.mark.usefixtures("in_lesson_05")
@pytest.mark.parametrize("call", [check, predict])
def test_an_unknown_name_is_told_with_those_there_are(call):
    with pytest.raises(CourseError, match=r"^there is no \w+ 'targets' in lesson_05_datasets; there are"):
        call("targets")


@pytest.mark.usefixtures("in_lesson_05")
def test_a_prediction_is_judged_at_once(capsys):
    predict("how_many_batches")
    assert "Write your prediction in place of the dots" in capsys.readouterr().out
    predict("how_many_batches", (15, 64))
    assert capsys.readouterr().out.startswith("✗ not so. Then 40 samples would be dropped")
    predict("how_many_batches", 7)
    assert capsys.readouterr().out == "✗ not so. Try again, or run the code and see.\n"
    predict("how_many_batches", "(16, 40)")
    assert capsys.readouterr().out.startswith("✓ right. 15 full batches")


def test_a_notebook_elsewhere_is_told(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="there is no lesson called"):
        check()


def test_an_episode_is_a_moving_picture():
    episode = Animation(lambda _: 1, seed=3)
    assert repr(episode) == f"an episode with a return of {episode.total:g}"
    shown = episode._repr_html_()
    assert shown.startswith('<img alt="CartPole, an episode with')
    data = shown.partition("base64,")[2].partition('"')[0]
    assert base64.b64decode(data).startswith(b"GIF89a")


def test_an_opened_lesson_finds_modules_and_programs(tmp_path):
    """The modules of the folder, and what is not there from the course; programs although nothing is activated."""
    (tmp_path / "lesson_05_datasets").mkdir()
    (tmp_path / "lesson_05_datasets" / "__init__.py").touch()
    (tmp_path / "lesson_05_datasets" / "baseline.py").write_text("MINE = True")
    code = """
import shutil, sys
from autograder.notebook import open_lesson
open_lesson()
from lesson_05_datasets.baseline import MINE
from lesson_06_mlps import mlp
print(MINE, "solutions" in mlp.__file__, shutil.which("tensorboard").startswith(sys.prefix))
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    told = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        cwd=tmp_path / "lesson_05_datasets",
        env=environment,
        capture_output=True,
        text=True,
    ).stdout
    assert told == "True True True\n"
