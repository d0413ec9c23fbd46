"""What a feedback page shows: the verdicts and their reasons, not the whole lesson again."""
# mypy: allow-untyped-calls, allow-subclassing-any
# nbformat and nbgrader tell no types.

from __future__ import annotations

from typing import TYPE_CHECKING

from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.nbgrader.notebooks import GRADING_ID
from autograder.nbgrader.restore import NOTE_ID, released_for

if TYPE_CHECKING:
    from typing import Any

    from nbformat import NotebookNode

    Resources = dict[str, Any]


class FeedbackCells(NbGraderPreprocessor):
    """Leaves of an autograded notebook what a student wants to read; stands in `c.GenerateFeedback.preprocessors`."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Shorten `nb`; see nbconvert's `Preprocessor.preprocess`."""
        converter = self.parent.parent  # the exporter's parent
        return feedback_notebook(nb, released_for(converter, resources["nbgrader"]["assignment"])), resources


def feedback_notebook(autograded: NotebookNode, released: NotebookNode) -> NotebookNode:
    """Keep the autograder's note, the headings of the graded part as released, and the graded cells.

    The lesson's text and code, which are not run for the grade, are left out.
    """
    graded = {
        cell.metadata.nbgrader.grade_id: cell for cell in autograded.cells if cell.metadata.get("nbgrader")
    }
    notes = [cell for cell in autograded.cells if cell.get("id") == NOTE_ID]
    names = [cell.get("id") for cell in released.cells]
    part = released.cells[names.index(GRADING_ID) if GRADING_ID in names else 0 :]
    cells = [graded.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell) for cell in part]
    return new_notebook(cells=[*notes, *cells], metadata=autograded.metadata)
