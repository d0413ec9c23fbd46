"""What a notebook's test cell does when a student runs it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.report import Report


class ReportView:
    """A report, shown by Jupyter as a table and by a terminal as text."""

    def __init__(self, report: Report) -> None:
        """Wrap `report`."""
        self._report = report

    def __repr__(self) -> str:
        """Show the report as text."""
        from autograder.report import render_text  # noqa: PLC0415  so that importing this module is cheap

        return render_text(self._report)

    def _repr_html_(self) -> str:
        """Show the report as a table, for Jupyter."""
        from autograder.report import render_html  # noqa: PLC0415  so that importing this module is cheap

        return render_html(self._report)


def grade(lesson: str, exercise: str, submission: Path | None = None) -> float:
    """Judge one exercise, show what every check found, and return the points, from 0 to the exercise's.

    `submission` is the folder that the lesson's folder lies in: by default the one above the working
    directory, which is the notebook's own folder. Student code runs in the judge's processes, never in
    this one. What is shown goes to the output, not to stderr, which nbgrader would take for a failure.
    Raises CourseError for a name that is no exercise, or a submission without lessons.
    """
    from IPython.display import display  # noqa: PLC0415  only notebooks need it

    from autograder.judge import judge  # noqa: PLC0415  so that importing this module is cheap

    report = judge(Path.cwd().parent if submission is None else submission, [f"{lesson}/{exercise}"])
    display(ReportView(report))  # type: ignore[no-untyped-call]  # IPython's display is untyped
    return points_of(report)


def points_of(report: Report) -> float:
    """Return what a report earned as a plain number, from 0 to what there was to earn.

    nbgrader takes anything that is not such a number (NaN, a negative one, a NumPy scalar) for full points,
    and refuses the whole submission for a larger one. Raises ValueError for NaN.
    """
    earned = float(report.earned)
    if math.isnan(earned):
        raise ValueError("a report earned NaN points; this is a defect of the autograder")
    return min(max(earned, 0.0), report.points)
