"""What a student sees who runs a lesson's notebook from top to bottom and has not written all of it yet."""

import shutil

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import LESSONS, ROOT
from autograder.unwritten import next_steps

FIRST_UNWRITTEN = {
    "lesson_05_datasets": ("lesson_05_datasets/demonstrations.py", "collect_demonstrations"),
    "lesson_06_mlps": ("lesson_05_datasets/demonstrations.py", "collect_demonstrations"),
    "lesson_07_deep_q_agent": ("lesson_07_deep_q_agent/replay_buffer.py", "ReplayBuffer.add"),
    "lesson_08_homework": ("lesson_05_datasets/demonstrations.py", "collect_demonstrations"),
}
"""What each notebook needs first. Those of lessons 06 and 08 begin with the demonstrations of lesson 05."""


@pytest.fixture
def lessons(tmp_path):
    """Give a copy of the lessons as they are handed out."""
    copy = tmp_path / "lessons"
    shutil.copytree(LESSONS, copy, ignore=shutil.ignore_patterns("__pycache__", "runs", "*.csv"))
    return copy


@pytest.fixture
def execute(monkeypatch):
    """Give a function that runs a notebook in a real kernel, up to its first error; it returns the outputs."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def run(notebook, folder):
        client = NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        with pytest.raises(CellExecutionError):
            client.execute()
        return [output for cell in notebook.cells for output in cell.get("outputs", [])]

    return run


def called_from(file, source):
    """Run `source` as if it stood in `file`, and return the exception that it raises."""
    with pytest.raises(NotImplementedError) as raised:
        exec(compile(source, file, "exec"), {})  # noqa: S102  the file that it stands in is what is tested
    return raised.value


def test_every_lesson_has_a_notebook_that_is_tried():
    assert list(FIRST_UNWRITTEN) == [lesson.name for lesson in load_catalog().lessons]


@pytest.mark.parametrize("lesson", FIRST_UNWRITTEN)
def test_a_notebook_stops_at_the_first_function_that_is_not_written(lessons, execute, lesson):
    notebook = nbformat.read(lessons / lesson / "lesson.ipynb", as_version=4)
    *before, error = execute(notebook, lessons / lesson)
    assert error.output_type == "error"
    assert [one for one in before if one.get("name") == "stderr"] == []
    file, function = FIRST_UNWRITTEN[lesson]
    first, place, *rest = error.traceback
    assert first == f"○ {function} is not written yet"
    path, _, line = place.removeprefix("look at: ").rpartition(":")
    assert path == str(lessons / file)
    assert "raise NotImplementedError" in (lessons / file).read_text().splitlines()[int(line) - 1]
    assert rest == [
        "then: save the file, restart the kernel, and run all cells again",
        f"next: course hint {load_catalog().exercise(file).name}",
    ]


def test_other_exceptions_are_shown_as_ever(lessons, execute):
    """PyTorch's NotImplementedError is none of a skeleton's: it says what is missing, and where."""
    cells = [
        "from autograder.notebook import open_lesson\nopen_lesson()",
        "import torch\ntorch.nn.Module()(1)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    (error,) = execute(notebook, lessons / "lesson_06_mlps")
    assert error.ename == "NotImplementedError"
    assert 'missing the required "forward" function' in error.evalue
    assert "Traceback (most recent call last)" in "\n".join(error.traceback)


def test_what_the_course_refuses_is_one_line(lessons, execute):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("from autograder.notebook import check\ncheck('targets')")]
    )
    (error,) = execute(notebook, lessons / "lesson_05_datasets")
    (line,) = error.traceback
    assert line.startswith("error: there is no exercise 'targets' in lesson_05_datasets; there are: ")


def test_an_exercise_whose_name_another_lesson_has_too_is_named_with_its_lesson():
    error = called_from(
        "/x/lesson_06_mlps/training.py",
        "def fit():\n    raise NotImplementedError('training.py: write fit')\nfit()",
    )
    assert next_steps(error)[0] == "○ fit is not written yet"
    assert next_steps(error)[-1] == "next: course hint lesson_06_mlps/training"


@pytest.mark.parametrize(
    ("file", "words"),
    [("/x/lesson_06_mlps/mlp.py", "not for sparse"), ("/x/other.py", "other.py: write fit")],
)
def test_what_no_skeleton_says_has_no_next_steps(file, words):
    assert next_steps(called_from(file, f"raise NotImplementedError({words!r})")) == []


def test_ipython_asks_the_courses_errors_how_they_look():
    assert CourseError("a; mend it")._render_traceback_() == ["error: a; mend it"]
