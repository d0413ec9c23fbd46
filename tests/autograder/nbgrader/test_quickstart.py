"""nbgrader's own quickstart course, graded by its own execute step with a kernel, and by ours in the sandbox."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbgrader
import pytest
from nbgrader.api import Gradebook

EXAMPLE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
ONE_LINE = """
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader.execute.JudgeExecute",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""


def run(*command, cwd):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command],
        check=False,
        cwd=cwd,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
    )
    assert done.returncode == 0, done.stderr


def grade(folder, configuration):
    """Make the quickstart course with its example's hand-ins, autograde it, and return every cell's points."""
    run("quickstart", "course", cwd=folder)
    course = folder / "course"
    shutil.copytree(EXAMPLE / "submitted", course / "submitted")
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(configuration)
    run("generate_assignment", "ps1", cwd=course)
    run("autograde", "ps1", cwd=course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return {
            (submission.student.id, notebook.name, one.name): (one.auto_score, one.needs_manual_grade)
            for submission in book.assignment_submissions("ps1")
            for notebook in submission.notebooks
            for one in notebook.grades
        }


@pytest.mark.usefixtures("sandbox")
def test_the_scores_are_those_of_nbgraders_own_execute_step(tmp_path):
    folders = [tmp_path / "own", tmp_path / "sandbox"]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor() as pool:
        own, ours = pool.map(grade, folders, ["", ONE_LINE])
    assert {student for student, _, _ in own} == {"bitdiddle", "hacker"}
    assert len({score for score, _ in own.values()}) > 1
    assert ours == own
