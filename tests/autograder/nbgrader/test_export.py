import csv
from pathlib import Path

import pytest
from rich.console import Console

from autograder.catalog import load_catalog
from autograder.nbgrader import export
from autograder.nbgrader.export import (
    class_table,
    duration,
    missed_table,
    notes,
    overview_html,
    scores_csv,
    shade,
    status,
    write_nbgrader_csv,
)
from autograder.nbgrader.results import ClassResults, LessonResult
from autograder.report import CheckResult, Report

CATALOG = load_catalog()
FIRST = CATALOG.lessons[0]
FULL = {exercise.name: exercise.points for exercise in FIRST.exercises}
EVIL = '=HYPERLINK("http://evil")<script>'


def check(name, verdict, statement="It works."):
    return CheckResult(
        id=f"{FIRST.name}/dataset/{name}",
        lesson=FIRST.name,
        exercise="dataset",
        name=name,
        statement=statement,
        points=2,
        earned=2 if verdict == "passed" else 0,
        verdict=verdict,
    )


@pytest.fixture
def results():
    given = {
        "ada": LessonResult("graded", FULL, question=3.0),
        "bo": LessonResult("graded", FULL | {"dataset": 1 / 3}, seconds_late=90_000, penalty=2.0),
        EVIL: LessonResult("absent"),
        "cy": LessonResult("not graded", problem="<b>disk</b> full"),
    }
    report = Report(
        submission="x", checks=(check("test_a", "passed"), check("test_b", "failed", "<i>b</i> works."))
    )
    other = Report(
        submission="x", checks=(check("test_a", "not_started"), check("test_b", "timeout", "<i>b</i> works."))
    )
    return ClassResults(
        (FIRST,),
        tuple(given),
        {"ada": 'Ada, "Countess"', "bo": "", EVIL: "@evil", "cy": ""},
        {(student, FIRST.name): result for student, result in given.items()},
        {("ada", FIRST.name): report, ("bo", FIRST.name): other},
    )


def shown(table):
    console = Console(width=150, record=True, file=None, quiet=False, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return captured.get()


def test_the_class_table_has_everyone(results):
    text = shown(class_table(results))
    assert "2 hand-ins graded, 1 absent, 1 not graded" in text
    assert "1 day late; 2 points off for being late" in text
    assert "14.33* late" in text
    assert "not graded: <b>disk</b> full" in text


def test_the_most_missed_checks_count_those_who_tried(results):
    (row,) = results.most_missed()
    assert (row.check.name, row.missed, row.tried) == ("test_b", 2, 2)
    assert "2 of 2" in shown(missed_table(results))


def test_csv_is_quoted_and_runs_no_formulas(results):
    text = scores_csv(results)
    assert all(line.startswith('"') and line.endswith('"') for line in text.splitlines())
    rows = {row["student"]: row for row in csv.DictReader(text.splitlines())}
    assert rows["ada"]["name"] == 'Ada, "Countess"'
    assert rows["ada"]["points"] == "31"
    assert rows["bo"][f"{FIRST.name} seconds late"] == "90000"
    assert rows["bo"][f"{FIRST.name} late penalty"] == "2"
    assert rows["'" + EVIL]["name"] == "'@evil"
    assert rows["cy"][f"{FIRST.name} status"] == "not graded: <b>disk</b> full"


def test_the_overview_escapes_what_students_chose(results):
    page = overview_html(results, {"scores": "scores.csv"})
    assert "<script>" not in page
    assert "<b>disk" not in page
    assert "<i>b</i>" not in page
    assert 'href="scores.csv"' in page


HOSTILE = "[/b]\x1b[2J\u202e[red]=x"


def test_a_hostile_name_is_shown_as_it_stands(results):
    """As markup it would even end the program."""
    named = results._replace(
        students=(HOSTILE,),
        names={HOSTILE: HOSTILE},
        results={(HOSTILE, FIRST.name): LessonResult("not graded", problem=HOSTILE)},
    )
    safe = "[/b]\ufffd[2J\ufffd[red]=x"
    assert safe in shown(class_table(named))
    for text in (shown(class_table(named)), scores_csv(named), overview_html(named, {})):
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_nbgraders_export_runs_no_formulas(tmp_path, monkeypatch):
    class Names(export.CsvExportPlugin):
        def export(self, _):
            Path(self.to).write_text("student_id,score\n=1+1,-2.5\n@x,\n", encoding="utf-8")

    monkeypatch.setattr(export, "CsvExportPlugin", Names)
    write_nbgrader_csv(None, tmp_path / "grades.csv")
    rows = list(csv.reader((tmp_path / "grades.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [["student_id", "score"], ["'=1+1", "-2.5"], ["'@x", ""]]


def test_a_penalty_never_makes_points_negative():
    assert LessonResult("graded", {"a": 1.0}, question=0.0, penalty=5.0).total == 0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "5 seconds"), (60, "1 minute"), (7300, "2 hours"), (86400, "1 day"), (200_000, "2 days")],
)
def test_durations_are_written_in_their_largest_unit(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(("share", "name"), [(0, "none"), (0.2, "some"), (0.5, "good"), (1, "full")])
def test_shades(share, name):
    assert shade(share) == name


def test_status_and_notes():
    assert status(LessonResult("graded", {}, question=1.0)) == "graded"
    assert status(LessonResult("graded", {})) == "graded, answer waits"
    assert notes(LessonResult("graded", {}, question=1.0)) == []
    assert notes(LessonResult("absent")) == ["absent"]
