"""nbgrader's execute step, done in the sandbox: no kernel starts, and no student code runs in nbgrader's process.

nbgrader reads a test cell's points from its outputs. In an assignment that is a lesson of the course, each test cell
gets the outputs that running it would give (what every check found, then the points), taken from the judge's report of
the hand-in. In any other assignment the notebook's cells run in the sandbox, and what they put out counts.
"""
# mypy: allow-untyped-calls, allow-subclassing-any
# nbformat and nbgrader tell no types.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool, Float, Unicode

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.nbgrader.cell import points_of
from autograder.nbgrader.kernel import run_notebook
from autograder.nbgrader.notebooks import grade_id
from autograder.nbgrader.reports import FOLDER, HandIn, ReportStore
from autograder.report import render_html, render_text
from autograder.sandboxed import shared_sandbox

if TYPE_CHECKING:
    from typing import Any

    from nbformat import NotebookNode

    from autograder.report import Report

    Resources = dict[str, Any]


class JudgeExecute(NbGraderPreprocessor):
    """Executes a hand-in's notebook; stands in `c.Autograde.autograde_preprocessors` in place of nbgrader's Execute.

    Reports are looked up in the course's `reports/`; a hand-in that has none there is judged on the spot. It can be
    used in any nbgrader course with Python notebooks.
    """

    reports_directory = Unicode(FOLDER, help="Folder in the course that keeps the judge's reports.").tag(
        config=True
    )

    accept_weaker_sandbox = Bool(
        default_value=False,
        help="Judge hand-ins also where student code cannot be isolated: only for code that you trust.",
    ).tag(config=True)

    run_lessons = Bool(
        default_value=False,
        help="Also run the other cells of a lesson's notebook, for their outputs; trainings take a minute each.",
    ).tag(config=True)

    cell_seconds = Float(30.0, help="Seconds that a cell may take when a notebook is run.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Fill in the outputs of all cells of `nb`; see nbconvert's `Preprocessor.preprocess`.

        Nothing that a student did raises. CourseError if the release is older than the manifest, or if student code
        cannot be isolated here and `accept_weaker_sandbox` is not set.
        """
        details = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir  # the exporter's parent is nbgrader's converter
        student, assignment = details["student"], details["assignment"]
        folder = Path(coursedir.format_path(coursedir.submitted_directory, student, assignment))
        lesson = {lesson.name: lesson for lesson in load_catalog().lessons}.get(assignment)
        if self.run_lessons or lesson is None:
            sandbox = shared_sandbox(accept_weaker=self.accept_weaker_sandbox)
            run_notebook(nb, folder, sandbox, self.cell_seconds, lesson)
        else:
            clear_outputs(nb)
        if lesson is not None:
            store = ReportStore(Path(coursedir.root) / self.reports_directory)
            hand_in = HandIn(student, assignment, folder)
            fill_in(nb, store.report_of(hand_in, accept_weaker=self.accept_weaker_sandbox))
        return nb, resources


def clear_outputs(notebook: NotebookNode) -> None:
    """Leave no output, whoever made it, in any cell."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None


def fill_in(notebook: NotebookNode, report: Report) -> None:
    """Give every test cell of a lesson's assignment notebook the outputs that `report` amounts to.

    Raises CourseError if a cell's points are not its exercise's.
    """
    tests = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)
    ]
    reports = _reports_by_cell(report)
    for count, cell in enumerate(tests, start=1):
        name = cell.metadata.nbgrader.grade_id
        part = reports.get(name)
        if part is None or part.points != float(cell.metadata.nbgrader.points):
            raise CourseError(
                f"the released test cell {name} does not fit the course's checks; "
                "run nbgrader generate_assignment --force for this lesson, then autograde again"
            )
        cell.execution_count = count
        cell.outputs = outputs_of(part, count)


def _reports_by_cell(report: Report) -> dict[str, Report]:
    return {
        grade_id(checks[0].exercise): report.only(checks[0].lesson, checks[0].exercise)
        for checks in report.by_exercise().values()
    }


def outputs_of(report: Report, count: int = 1) -> list[NotebookNode]:
    """Make a test cell's outputs from the report of its exercise: the table, then the points as nbgrader reads them."""
    shown = {"text/plain": render_text(report), "text/html": render_html(report)}
    points = {"text/plain": repr(points_of(report))}
    return [
        new_output("display_data", data=shown),
        new_output("execute_result", data=points, execution_count=count),
    ]
