import math
import os
import subprocess
import sysconfig
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.nbgrader.cell import points_of
from autograder.nbgrader.execute import clear_outputs, fill_in
from autograder.nbgrader.notebooks import assignment_notebook
from autograder.report import CheckResult, Report

LESSON = load_catalog().lessons[0]


def report_with(shares, message="expected <1>\ngot 2"):
    """Make a report in which each exercise of the lesson has one check, which earns that share of the points."""
    return Report(
        submission="x",
        checks=tuple(
            CheckResult(
                id=f"{exercise.id}/test_it",
                lesson=LESSON.name,
                exercise=exercise.name,
                name="test_it",
                statement="It works.",
                points=exercise.points,
                earned=share * exercise.points,
                verdict="passed" if share else "failed",
                message="" if share else message,
            )
            for exercise, share in zip(LESSON.exercises, shares, strict=True)
        ),
    )


@pytest.fixture
def notebook():
    return assignment_notebook(LESSON, "# %% [markdown]\n# # Title\n\n# %%\n1 + 1\n")


def grades(notebook):
    return [
        determine_grade(cell)[0] for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("locked")
    ]


@pytest.mark.parametrize("shares", [(1, 1, 1), (0, 0, 0), (0.5, 1, 0), (1 / 3, 0.01, 1)])
def test_nbgrader_reads_the_points_that_the_judge_gave(notebook, shares):
    fill_in(notebook, report_with(shares))
    expected = [share * exercise.points for share, exercise in zip(shares, LESSON.exercises, strict=True)]
    assert grades(notebook) == pytest.approx(expected)


@pytest.mark.parametrize(("share", "points"), [(-1, 0.0), (7, LESSON.exercises[0].points)])
def test_points_outside_the_range_are_cut_off(notebook, share, points):
    fill_in(notebook, report_with((share, 1, 1)))
    assert grades(notebook)[0] == points


def test_nan_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        points_of(report_with((math.nan, 1, 1)))


def test_outputs_say_what_failed_and_why(notebook):
    fill_in(notebook, report_with((0, 1, 1)))
    cell = next(cell for cell in notebook.cells if cell["id"] == "check-demonstrations")
    shown, points = cell.outputs
    assert "It works." in shown.data["text/plain"]
    assert "expected <1>" in shown.data["text/plain"]
    assert "expected &lt;1&gt;" in shown.data["text/html"]
    assert points.data["text/plain"] == "0.0"


def test_other_cells_keep_no_outputs(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [{"output_type": "stream", "name": "stderr", "text": "old"}]
    clear_outputs(notebook)
    fill_in(notebook, report_with((1, 1, 1)))
    assert [len(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"] == [0, 2, 2, 2]


def test_a_release_that_does_not_fit_the_checks_is_refused(notebook):
    report = report_with((1, 1, 1))
    with pytest.raises(CourseError, match=r"check-baseline does not fit.*generate_assignment --force"):
        fill_in(notebook, Report(submission="x", checks=report.checks[:2]))


@pytest.mark.parametrize("options", [[], ["--JudgeExecute.run_lessons=True"]])
def test_nbgraders_own_command_gives_the_same_points(graded, released, options):
    """`nbgrader autograde` in the course folder, without any report made before: nothing but the configuration."""
    student = "forged"
    (released.folder / "reports" / student / f"{LESSON.name}.json").unlink()
    command = [
        Path(sysconfig.get_path("scripts")) / "nbgrader",
        "autograde",
        LESSON.name,
        "--student",
        student,
        "--force",
        *options,
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}
    done = subprocess.run(
        command, cwd=released.folder, capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    with Gradebook(graded.files.gradebook) as book:
        assert book.find_submission(LESSON.name, student).score == LESSON.points - LESSON.exercises[-1].points
    autograded = released.folder / "autograded" / student / LESSON.name / f"{LESSON.name}.ipynb"
    sums = [cell for cell in nbformat.read(autograded, 4).cells if cell.source == "1 + 1"]
    assert [len(cell.outputs) for cell in sums] == [len(options)]
