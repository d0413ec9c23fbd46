import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from autograder.report import CheckResult, Report, print_report, render_text

MESSAGE = "add(2, 3)\nexpected 5   got 6\nlikely: a product\nlook at: sums.py:7\nhint: apples\nnext: course hint sums"


def test_the_table_has_lessons_exercises_and_checks_with_points_and_seconds(result):
    text = render_text(
        Report(
            "x",
            (
                result("test_a", seconds=0.25),
                result("test_b", "failed", points=1.5, message=MESSAGE),
                result("test_c", "skipped", points=1, message="needs 'b' to pass first\nmore"),
                result("test_d", exercise="means", points=3, earned=1.25),
            ),
            seconds=2.04,
        )
    )
    lines = [line.rstrip() for line in text.splitlines()]
    assert lines[0].split() == ["lesson_01_numbers", "3.25/7.5"]
    assert lines[1].split() == ["✗", "sums", "2/4.5", "0.25", "s"]
    assert lines[2].split()[0] == "✓"
    assert lines[2].split()[-3:] == ["2/2", "0.25", "s"]
    assert "(needs 'b' to pass first)" in lines[4]
    assert "more" not in text
    assert any(line.split() == ["✓", "means", "1.25/3", "0.00", "s"] for line in lines)
    assert lines[-1] == "2 of 4 checks passed, 3.25/7.5 points, 2.0 s"


def test_the_root_cause_is_shown_once_and_in_order(result):
    report = Report(
        "x",
        (
            result("test_a", "failed", message=MESSAGE, details="File x"),
            result("test_b", "failed", message="B"),
        ),
    )
    lines = [line.strip() for line in render_text(report).splitlines()]
    start = lines.index("✗ lesson_01_numbers/sums: It does what it should.   0/2")
    assert lines[start + 1 : start + 8] == [*MESSAGE.splitlines(), "File x"]
    assert "B" not in lines


def test_an_exercise_that_was_not_started_is_one_line(result):
    report = Report(
        "x", (result("test_a", "not_started", message="not written yet: …"), result("test_b", "skipped"))
    )
    text = render_text(report)
    assert "sums  not started" in text
    assert "It does what it should." not in text
    assert "not written yet" not in text


def test_an_exercise_that_was_begun_shows_what_is_left(result):
    report = Report(
        "x", (result("test_a"), result("test_b", "not_started", message="not written yet: write total"))
    )
    assert "not written yet: write total" in render_text(report)
    assert "not started" not in render_text(report)


@pytest.mark.parametrize(
    ("verdict", "symbol"),
    [("passed", "✓"), ("failed", "✗"), ("skipped", "-"), ("error", "!"), ("timeout", "⧖")],
)
def test_every_verdict_has_a_symbol(result, verdict, symbol):
    assert render_text(Report("x", (result(verdict=verdict),))).splitlines()[2].startswith(symbol)


def test_a_short_table_leaves_the_checks_out(result):
    console = Console(file=io.StringIO(), width=100)
    print_report(Report("x", (result(),)), console, every_check=False)
    assert "It does what it should." not in console.file.getvalue()


def test_no_color_is_honoured(result, monkeypatch):
    report = Report("x", (result("test_a", "failed", message=MESSAGE),))
    for set_, coloured in ((False, True), (True, False)):
        if set_:
            monkeypatch.setenv("NO_COLOR", "1")
        console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="standard")
        print_report(report, console)
        assert ("\x1b[31m" in console.file.getvalue() or "\x1b[1;31m" in console.file.getvalue()) == coloured


@given(st.text(), st.text(), st.integers(20, 150))
def test_any_text_is_shown_as_it_is_and_never_as_markup(statement, message, width):
    statement, message = f"[red]{statement}[/nothing]", f"[bold]\n[/wrong]{message}"
    check = CheckResult("id", "lesson_01_numbers", "sums", "test", statement, 1, 0, "failed", message)
    text = render_text(Report("x", (check,)), width)
    assert "[bold]" in text
