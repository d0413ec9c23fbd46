# ruff: noqa: INP001  traitlets runs this file by path
"""The course, for nbgrader 0.9: run nbgrader's own commands in this folder, or `nox -s grade` for the whole round.

Two settings come from the environment: `COURSE_DB_URL`, any SQLAlchemy URL (otherwise SQLite, in `gradebook.db` here),
and `COURSE_EXCHANGE`, the exchange's root (otherwise `exchange` here, which only you can reach: on a server of a class,
name a folder that everyone can).
"""

import os
import secrets
from pathlib import Path

from autograder.catalog import load_catalog
from autograder.nbgrader.collect import HAND_IN_PATH
from autograder.nbgrader.course import put_scripts_on_path
from autograder.nbgrader.notebooks import ANSWER_STUB

put_scripts_on_path()  # so that nbgrader finds alembic in an environment that is not activated, too
c = get_config()  # noqa: F821  traitlets runs this file with it defined
here = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "deep_q_course"
c.CourseDirectory.db_url = os.environ.get("COURSE_DB_URL") or f"sqlite:///{here / 'gradebook.db'}"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "runs"]
c.Exchange.root = os.environ.get("COURSE_EXCHANGE") or str(here / "exchange")

# What students write: their version stays, everything else in source/ is restored before grading.
c.Autograde.exclude_overwriting = {
    lesson.name: [f"{exercise.name}.py" for exercise in lesson.exercises] for lesson in load_catalog().lessons
}
c.ClearSolutions.text_stub = ANSWER_STUB

# Collecting: nothing that one student handed in stops the others.
c.ExchangeFactory.collect = "autograder.nbgrader.collect.Collect"
c.ZipCollectApp.extractor_plugin = "autograder.nbgrader.collect.HandInExtractor"
c.FileNameCollectorPlugin.named_regexp = HAND_IN_PATH
c.FileNameCollectorPlugin.valid_ext = [
    ".ipynb",
    ".py",
    ".txt",
]  # modules, and the secret that release_feedback wants

# Grading: notebooks are restored first, and the judge decides the points; no kernel runs what students wrote.
c.Autograde.exporter_class = "autograder.nbgrader.restore.HandInExporter"
c.Autograde.sanitize_preprocessors = [
    "autograder.nbgrader.restore.RestoreCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader.execute.JudgeExecute",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback: the graded part alone, with what every check found.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.nbgrader.feedback.FeedbackCells",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# Should someone put nbgrader's own execute step back: a test cell judges a whole exercise, which takes its time, and
# no tag may excuse a cell from running, because nbgrader gives a cell that did not run full points.
c.Execute.timeout = 600
c.Execute.skip_cells_with_tag = secrets.token_hex()
