import shutil

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.nbgrader.cell import grade
from autograder.nbgrader.notebooks import assignment_notebook, notebook_bytes
from autograder.paths import SOLUTIONS

LESSON = load_catalog().lessons[0]


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(SOLUTIONS / LESSON.name, tmp_path / LESSON.name)
    return tmp_path / LESSON.name


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # the kernel client's sockets
def test_a_kernel_gives_the_points_that_the_judge_would(folder):
    """In a student's Jupyter: the reference gets full points, and an exercise that is gone gets none."""
    (folder / "baseline.py").unlink()
    notebook = assignment_notebook(LESSON, "# %%\n1 + 1\n")
    (folder / f"{LESSON.name}.ipynb").write_bytes(notebook_bytes(notebook))
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("locked")]
    assert [determine_grade(cell)[0] for cell in cells] == [12, 12, 0]
    nbformat.validate(notebook)
    for cell in cells:
        kinds = [output.output_type for output in cell.outputs]
        assert set(kinds[:-1]) == {"display_data"}  # nothing on stderr, which nbgrader takes for a failure
        assert kinds[-1] == "execute_result"
        assert "checks passed" in str(cell.outputs)
        assert "<table" in str(cell.outputs)


def test_a_name_that_is_no_exercise_is_refused(folder):
    with pytest.raises(CourseError, match="there is no"):
        grade(LESSON.name, "datasets", folder.parent)
