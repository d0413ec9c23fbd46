import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.nbgrader.notebooks import ANSWER_STUB, assignment_notebook, notebook_bytes
from autograder.nbgrader.restore import (
    NOTE_ID,
    UnreadableNotebookError,
    read_notebook,
    read_released,
    restore_notebook,
    substitute,
)

LESSON = load_catalog().lessons[0]


@pytest.fixture
def release():
    return assignment_notebook(LESSON, "# %% [markdown]\n# # Title\n\n# %%\n1 + 1\n")


@pytest.fixture
def handed_in(release):
    return nbformat.from_dict(json.loads(notebook_bytes(release)))


def graded(notebook):
    return {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if "grade_id" in cell.metadata.get("nbgrader", {})
    }


def cell_of(notebook, name):
    return graded(notebook)[name]


def test_an_untouched_notebook_needs_no_mending(release, handed_in):
    restored, notes = restore_notebook(handed_in, release)
    assert notes == []
    assert [cell.source for cell in restored.cells] == [cell.source for cell in release.cells]
    assert graded(restored) == graded(release)


def test_an_edited_test_cell_is_put_back(release, handed_in):
    cell_of(handed_in, "check-dataset").source = "12.0"
    restored, notes = restore_notebook(handed_in, release)
    assert notes == ["test cell check-dataset was edited; it is judged as it was released"]
    assert graded(restored) == graded(release)
    assert "was edited" in restored.cells[0].source


@pytest.mark.parametrize(
    "change",
    [
        {"points": 1000},
        {"grade": False},
        {"solution": True},
        {"locked": False},
        {"checksum": "0" * 32},
        {"schema_version": 1},
        {"schema_version": "newest"},
        {"cell_type": "markdown"},
    ],
)
def test_changed_flags_are_put_back(release, handed_in, change):
    cell_of(handed_in, "check-dataset").metadata.nbgrader.update(change)
    assert graded(restore_notebook(handed_in, release)[0]) == graded(release)


def test_tags_and_a_changed_cell_type_are_put_back(release, handed_in):
    cell = cell_of(handed_in, "check-dataset")
    cell.metadata.tags = ["skip-execution"]
    cell.cell_type = "markdown"
    assert graded(restore_notebook(handed_in, release)[0]) == graded(release)


def test_a_copied_test_cell_becomes_an_ordinary_cell(release, handed_in):
    handed_in.cells.append(nbformat.from_dict(cell_of(handed_in, "check-dataset")))
    restored, notes = restore_notebook(handed_in, release)
    assert notes == ["cell check-dataset was copied; the copy counts nothing"]
    assert graded(restored) == graded(release)
    assert "nbgrader" not in restored.cells[-1].metadata
    assert restored.cells[-1].source == cell_of(release, "check-dataset").source


@pytest.mark.parametrize("name", ["check-demonstrations", "check-dataset", "check-baseline", "question"])
def test_a_deleted_cell_comes_back_in_its_place(release, handed_in, name):
    handed_in.cells.remove(cell_of(handed_in, name))
    restored, notes = restore_notebook(handed_in, release)
    assert notes == [f"cell {name} was deleted or is not recognisable; it was put back"]
    assert list(graded(restored)) == list(graded(release))


def test_all_metadata_stripped_or_all_cells_gone(release, handed_in):
    for cell in handed_in.cells:
        cell.metadata = nbformat.from_dict({})
    assert graded(restore_notebook(handed_in, release)[0]) == graded(release)
    handed_in.cells = []
    assert list(graded(restore_notebook(handed_in, release)[0])) == list(graded(release))


def test_the_students_answer_and_own_cells_are_kept(release, handed_in):
    cell_of(handed_in, "question").source = "Because."
    handed_in.cells.insert(
        0, new_code_cell("mine = 1", metadata={"tags": ["x"], "nbgrader": {"grade_id": "invented"}})
    )
    restored, notes = restore_notebook(handed_in, release)
    assert notes == []
    assert cell_of(restored, "question").source == "Because."
    assert restored.cells[0].source == "mine = 1"
    assert restored.cells[0].metadata == {}


def test_of_a_copied_answer_the_last_written_one_counts(release, handed_in):
    copy = nbformat.from_dict(cell_of(handed_in, "question"))
    copy.source = "My answer."
    handed_in.cells.append(copy)
    handed_in.cells.append(nbformat.from_dict(cell_of(release, "question")))
    restored, _ = restore_notebook(handed_in, release)
    assert cell_of(restored, "question").source == "My answer."


def test_pictures_in_an_answer_are_kept(release, handed_in):
    cell_of(handed_in, "question").source = "![](attachment:a.png)"
    cell_of(handed_in, "question").attachments = {"a.png": {"image/png": "AAAA"}}
    assert (
        cell_of(restore_notebook(handed_in, release)[0], "question").attachments["a.png"]["image/png"]
        == "AAAA"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b'{"cells": [', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is no notebook"),
        (b"3", "is no notebook"),
        (b'{"nbformat": 4, "cells": 3}', "is no notebook"),
        (b'{"nbformat": 4}', "is no notebook"),
        (b'{"nbformat": "new", "cells": []}', "cannot be read"),
        (b'{"nbformat": 2}', "cannot be read"),
    ],
)
def test_what_is_no_notebook_is_refused_with_the_reason(tmp_path, content, reason):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(UnreadableNotebookError, match=reason):
        read_notebook(path)


def test_a_missing_or_huge_notebook_is_refused(tmp_path):
    with pytest.raises(UnreadableNotebookError, match="is missing"):
        read_notebook(tmp_path / "none.ipynb")
    with (tmp_path / "huge.ipynb").open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(UnreadableNotebookError, match="is larger than"):
        read_notebook(tmp_path / "huge.ipynb")


def test_odd_cells_are_read_as_far_as_they_make_sense(tmp_path, release):
    path = tmp_path / "a.ipynb"
    odd = [
        None,
        3,
        {"cell_type": "video", "source": "x"},
        {"cell_type": "code", "source": ["a\n", 3, "b"], "metadata": None, "outputs": "none"},
        {"cell_type": "markdown", "source": 3, "metadata": {"nbgrader": "mine"}, "attachments": "none"},
        {
            "cell_type": "markdown",
            "source": "x",
            "metadata": {"nbgrader": {"grade_id": ["a"]}},
            "id": "§" * 99,
        },
    ]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 99, "metadata": 3, "cells": odd}))
    notebook = read_notebook(path)
    nbformat.validate(notebook)
    assert notebook.cells[3].source == "a\nb"
    restored, _ = restore_notebook(notebook, release)
    nbformat.validate(restored)
    assert list(graded(restored)) == list(graded(release))


def test_a_notebook_of_the_old_format_is_read(tmp_path):
    cell = {"cell_type": "code", "input": ["1 + 1"], "outputs": [], "language": "python", "collapsed": False}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(old))
    assert [cell.source for cell in read_notebook(path).cells] == ["1 + 1"]


def test_the_substitute_says_why_and_answers_nothing(release):
    notebook = substitute(release, "a.ipynb", "is not JSON")
    assert notebook.cells[0].cell_type == "markdown"
    assert "`a.ipynb` is not JSON" in notebook.cells[0].source
    assert cell_of(notebook, "question").source == ANSWER_STUB
    nbformat.validate(notebook)


def test_notes_survive_another_reading_and_are_one_cell(release, tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(notebook_bytes(substitute(release, "a.ipynb", "is missing")))
    read = read_notebook(path)
    read.cells.remove(next(cell for cell in read.cells if "check-dataset" in str(cell.metadata)))
    restored, _ = restore_notebook(read, release)
    nbformat.validate(restored)
    assert restored.cells[0]["id"] == NOTE_ID
    assert "is missing" in restored.cells[0].source
    assert "was put back" in restored.cells[0].source


def test_without_a_release_the_remedy_is_told(tmp_path):
    with pytest.raises(CourseError, match="run nbgrader generate_assignment lesson_99 first"):
        read_released(tmp_path / "lesson_99")


def test_restoring_twice_changes_nothing_more(release, handed_in):
    handed_in.cells.insert(0, new_markdown_cell("hello"))
    handed_in.cells.remove(cell_of(handed_in, "check-dataset"))
    once, _ = restore_notebook(handed_in, release)
    twice, notes = restore_notebook(once, release)
    assert notes == []
    assert [cell.source for cell in twice.cells] == [cell.source for cell in once.cells]
