"""The commands through their real processes: output, exit status, and one line for what a user can mend."""

import json
from xml.etree import ElementTree as ET

import pytest

from autograder.report import Report


def refused(run, *words):
    """Whether a run ended with status 2 and one line on stderr that has these words."""
    assert run.returncode == 2, run.stderr
    assert run.stderr.count("\n") == 1, run.stderr
    assert run.stderr.startswith("error: ")
    for word in words:
        assert word in run.stderr


# --- check ----------------------------------------------------------------------------------------------------


def test_check_of_the_solutions_passes_and_writes_the_same_report_twice(tiny, tmp_path):
    """The working directory holds files with the names of libraries, which must not matter."""
    for name in ("torch.py", "numpy.py", "autograder.py"):
        (tmp_path / name).write_text("raise SystemExit('imported by mistake')\n")
    course = tmp_path / "bin" / "course"
    course.parent.mkdir()
    course.write_text("from autograder.cli import main\nif __name__ == '__main__':\n    main()\n")
    run = tiny.run(
        course,
        "check",
        "--submission",
        tiny.solutions,
        "--json",
        "new/report.json",
        "--junit",
        "report.xml",
        cwd=tmp_path,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "9 of 9 checks passed, 12/12 points" in run.stdout
    assert "with the reference in place of: sums, means." in run.stdout
    report = Report.from_json((tmp_path / "new/report.json").read_bytes())
    assert report.passed
    fields = json.loads((tmp_path / "new/report.json").read_text())["checks"][0]
    assert fields.keys() >= {"id", "lesson", "exercise", "points", "earned", "verdict", "message", "seconds"}
    suites = ET.fromstring((tmp_path / "report.xml").read_bytes())  # noqa: S314  our own XML
    cases = [(case.get("classname"), case.get("name")) for case in suites.iter("testcase")]
    assert cases == [(check.exercise_id, check.name) for check in report.checks]


def test_check_shows_one_root_cause_per_exercise_then_refuses_to_write_nowhere(tiny, hand_in):
    """A report that cannot be written costs an error, but the report itself was shown."""
    folder = hand_in(
        {
            "lesson_01_numbers/sums.py": "def add(a, b):\n    return a * b\n\ndef total(values):\n    return 0\n"
        }
    )
    run = tiny.course("check", "sums", "--submission", folder, "--json", folder / "lesson_01_numbers")
    refused(
        run, f"cannot write {folder}/lesson_01_numbers: Is a directory; choose a place that can be written"
    )
    assert run.stdout.count("look at: ") == 1
    assert "likely: the numbers are multiplied" in run.stdout
    assert "(needs 'two numbers are added' to pass first)" in run.stdout
    assert sorted(one.name for one in folder.iterdir()) == ["lesson_01_numbers", "lesson_02_words"]


# --- What a user can mend -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("check lesson_09", "there is no lesson or exercise called 'lesson_09'; did you mean 'lesson_0"),
        ("check sum", "there is no lesson or exercise called 'sum'; did you mean 'sums'?"),
        ("hint lesson_01", "there is no exercise called 'lesson_01'; there are: sums, means, greetings"),
        ("explain nothing", "there is no check or exercise called 'nothing'; "),
        ("reset nothing", "there is no exercise called 'nothing'; "),
        ("solution nothing", "there is no exercise called 'nothing'; "),
        (
            "check --submission nowhere",
            "there is no folder 'nowhere'; name one that is laid out like lessons/",
        ),
        (
            "check --submission tests",
            "'tests' holds no lessons; expected at least one of the folders lesson_01_numbers, ",
        ),
        ("check --submission pyproject.toml", "there is no folder 'pyproject.toml'; "),
        ("inspect nowhere.csv", "there is no file or folder 'nowhere.csv'; check the spelling"),
        (
            "inspect pyproject.toml",
            "cannot inspect 'pyproject.toml'; expected a .csv, .ipynb or .json file or an agent",
        ),
        ("grade", "nothing to grade: name submissions (folders laid out like lessons/, or archives of such)"),
        ("grade lesson_09", "there is no folder or archive 'lesson_09'; name submissions, or say --nbgrader"),
        ("grade --class nowhere", "cannot read the class 'nowhere': No such file or directory; "),
        ("grade solutions --only sum", "there is no lesson or exercise called 'sum'; did you mean 'sums'?"),
        ("grade solutions --course-dir x", "--course-dir names an nbgrader course: say --nbgrader as well"),
        ("grade solutions --output pyproject.toml", "cannot write pyproject.toml/reports/.writable: "),
        ("grade --nbgrader --again", "--again does not go with --nbgrader; leave one of them out"),
        ("grade --nbgrader lesson_09", "there is no lesson called 'lesson_09'; "),
        ("release lesson_09", "there is no lesson called 'lesson_09'; "),
        ("bench nothing", "there is no benchmark called 'nothing'; "),
    ],
)
def test_a_mistake_is_one_line_that_names_it_and_the_remedy(tiny, command, said):
    refused(tiny.course(*command.split()), said)


def test_an_error_in_the_manifest_is_one_line_for_every_command(own):
    manifest = own.lessons / "course.toml"
    manifest.write_text(manifest.read_text().replace("points = 6", 'points = "many"'))
    for command in (["check"], ["progress"], ["hint", "sums"], ["verify"]):
        refused(
            own.course(*command),
            "course.toml:14: Expected `float`, got `str` - at `$.lessons[0].exercises[0].points`",
        )
    manifest.unlink()
    refused(own.course("check"), "cannot read the manifest", "restore it from git")


def test_usage_errors_have_status_2_and_no_traceback(tiny):
    for arguments in (["chekc"], ["check", "--nonsense"], ["hint"], ["inspect", "x.csv", "--episodes", "0"]):
        run = tiny.course(*arguments)
        assert run.returncode == 2
        assert "Usage: " in run.stderr
        assert "Traceback" not in run.stderr


def test_no_command_at_all_shows_the_menu(tiny):
    run = tiny.course()
    menu = run.stdout + run.stderr
    for command in (
        "check",
        "watch",
        "hint",
        "explain",
        "progress",
        "reset",
        "solution",
        "doctor",
        "inspect",
        "generate",
        "verify",
        "grade",
        "release",
        "demo",
        "bench",
    ):
        assert f"\n  {command} " in menu
