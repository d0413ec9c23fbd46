import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.nbgrader.notebooks import assignment_notebook, grade_id, lesson_notebook, notebook_bytes

TEXT = """\
# %% [markdown]
# # The Cart, the *pole*
# A formula: $x^2$.

# %%
import math

# %%
math.pi

# %% [markdown]
# ## The Cart, the *pole*
"""

LESSONS = load_catalog().lessons


@pytest.fixture
def lesson():
    return LESSONS[0]


def test_the_lessons_notebook_has_the_texts_cells_and_one_that_checks(lesson):
    cells = [(cell.cell_type, cell.source) for cell in lesson_notebook(lesson, TEXT).cells]
    assert cells[-1] == ("code", "from autograder.notebook import check\n\ncheck()")
    assert cells[-2][1].startswith("## Check your modules")
    assert cells[:-2] == [
        ("markdown", "# The Cart, the *pole*\nA formula: $x^2$."),
        ("code", "import math"),
        ("code", "math.pi"),
        ("markdown", "## The Cart, the *pole*"),
    ]


def test_cell_ids_follow_the_headings(lesson):
    ids = [cell["id"] for cell in lesson_notebook(lesson, TEXT).cells]
    assert ids == [
        "the-cart-the-pole",
        "the-cart-the-pole-2",
        "the-cart-the-pole-3",
        "the-cart-the-pole-4",
        "check",
        "check-all",
    ]


@pytest.mark.parametrize("make", [lesson_notebook, assignment_notebook])
def test_the_same_text_gives_the_same_bytes_without_outputs(lesson, make):
    notebook = make(lesson, TEXT)
    assert notebook_bytes(notebook) == notebook_bytes(make(lesson, TEXT))
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(
        not cell.outputs and cell.execution_count is None
        for cell in notebook.cells
        if cell.cell_type == "code"
    )


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_an_assignment_has_one_locked_test_cell_per_exercise_and_a_question(lesson):
    notebook = assignment_notebook(lesson, TEXT)
    MetadataValidator().validate_nb(notebook)
    graded = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    assert list(graded) == [*(grade_id(exercise) for exercise in lesson.exercises), "question"]
    for exercise in lesson.exercises:
        cell = graded[grade_id(exercise)]
        assert cell.source.endswith(f'grade("{lesson.name}", "{exercise.name}")')
        assert cell.metadata.nbgrader.points == exercise.points
        assert cell.metadata.nbgrader.locked
        assert not cell.metadata.nbgrader.solution
    question = graded["question"].metadata.nbgrader
    assert question.solution
    assert question.points == lesson.question_points
    assert any(lesson.question in cell.source for cell in notebook.cells)


def test_notebooks_are_valid(lesson):
    text = notebook_bytes(assignment_notebook(lesson, TEXT)).decode()
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert text.endswith("}\n")


def test_a_text_without_cells_is_refused(lesson):
    with pytest.raises(CourseError, match=r"lesson_05_datasets/notebook.py has no cells; start each"):
        lesson_notebook(lesson, "print('hello')\n")


def test_a_long_heading_gives_a_valid_id(lesson):
    notebook = lesson_notebook(
        lesson, "# %% [markdown]\n# # " + "word " * 40 + "\n\n# %% [markdown]\n# # 你好\n"
    )
    nbformat.validate(notebook)
    assert len({cell["id"] for cell in notebook.cells}) == len(notebook.cells)
