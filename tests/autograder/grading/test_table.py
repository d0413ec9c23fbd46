import csv
import io
from pathlib import Path

import pytest
from rich.console import Console

from autograder.catalog import load_catalog
from autograder.grading.batch import Outcome
from autograder.grading.submissions import NamedSubmission
from autograder.grading.table import MOST_ROWS, scores_csv, scores_table
from autograder.report import CheckResult, Report

EXERCISES = load_catalog().lesson("05").exercises
LESSON = EXERCISES[0].lesson


def outcome(name, *verdicts, problem=""):
    checks = tuple(
        CheckResult(
            id=f"{exercise.id}/test_it",
            lesson=exercise.lesson,
            exercise=exercise.name,
            name="test_it",
            statement="It works.",
            points=exercise.points,
            earned=exercise.points if verdict == "passed" else 1 / 3,
            verdict=verdict,
        )
        for exercise, verdict in zip(EXERCISES, verdicts, strict=False)
    )
    report = None if problem else Report(name, checks)
    return Outcome(NamedSubmission(name, Path("class") / name), report, problem)


def shown(outcomes):
    console = Console(file=io.StringIO(), width=140, color_system=None)
    console.print(scores_table(outcomes, EXERCISES))
    return console.file.getvalue()


@pytest.fixture
def outcomes():
    return [
        outcome("ada", "passed", "passed", "passed"),
        outcome("bo", "passed", "timeout", "error"),
        outcome("cy", problem="=1+1 [bold]\x1b[2J"),
    ]


def test_the_csv_file_has_everyone_and_everything(outcomes):
    text = scores_csv(outcomes, EXERCISES)
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    ada, bo, cy = csv.DictReader(io.StringIO(text))
    total = sum(exercise.points for exercise in EXERCISES)
    assert list(ada) == [
        *("submission", "from", LESSON),
        *(exercise.id for exercise in EXERCISES),
        *("points", "out of", "problem"),
    ]
    assert ada[LESSON] == ada["points"] == ada["out of"] == f"{total:g}"
    assert (ada["submission"], ada["from"], ada["problem"]) == ("ada", "class/ada", "")
    assert bo[EXERCISES[1].id] == "0.33"
    assert bo["points"] == f"{EXERCISES[0].points + 2 / 3:.2f}"
    assert (cy["points"], cy[LESSON], cy["out of"]) == ("", "", f"{total:g}")
    assert cy["problem"] == "'=1+1 [bold]\ufffd[2J"


def test_the_table_has_points_and_notes(outcomes):
    text = shown(outcomes)
    assert "1 check too slow; 1 check ended the process" in text
    assert "=1+1 [bold]\ufffd[2J" in text
    assert [row.split()[1] for row in text.splitlines() if row.startswith("│")] == ["out", "ada", "bo", "cy"]


def test_of_a_large_class_the_table_shows_the_first_and_the_broken(outcomes):
    many = [outcome(f"s{number}", "passed") for number in range(MOST_ROWS + 40)]
    text = shown([*many, *outcomes])
    assert "s59 " in text
    assert "s60 " not in text
    assert "cy" in text
    assert "42 more are in the CSV file" in text
    assert len(scores_csv([*many, *outcomes], EXERCISES).splitlines()) == MOST_ROWS + 44
