import nbformat
import pytest

from autograder.catalog import load_catalog
from autograder.nbgrader.feedback import feedback_notebook
from autograder.nbgrader.notebooks import assignment_notebook
from autograder.nbgrader.restore import restore_notebook

LESSON = load_catalog().lessons[0]


@pytest.fixture
def release():
    return assignment_notebook(LESSON, "# %% [markdown]\n# # The lesson's text\n\n# %%\nlesson = 1\n")


def test_the_graded_part_is_kept_and_the_lesson_left_out(release):
    autograded, _ = restore_notebook(release, release)
    page = feedback_notebook(autograded, release)
    nbformat.validate(page)
    sources = "\n".join(cell.source for cell in page.cells)
    assert "lesson = 1" not in sources
    assert "The lesson's text" not in sources
    assert "What counts" in sources
    assert all(exercise.title in sources for exercise in LESSON.exercises)
    assert LESSON.question.strip() in sources


def test_graded_cells_are_the_students_with_their_outputs(release):
    handed_in = nbformat.from_dict(release)
    handed_in.cells[-1].source = "My answer."
    autograded, _ = restore_notebook(handed_in, release)
    test_cell = next(cell for cell in autograded.cells if cell["id"] == "check-dataset")
    test_cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "3.0"}, execution_count=1)]
    page = feedback_notebook(autograded, release)
    assert page.cells[-1].source == "My answer."
    assert next(cell for cell in page.cells if cell["id"] == "check-dataset").outputs == test_cell.outputs


def test_notes_come_first(release):
    autograded, notes = restore_notebook(nbformat.v4.new_notebook(), release)
    assert len(notes) == len(LESSON.exercises) + 1
    assert "was put back" in feedback_notebook(autograded, release).cells[0].source
