import sys

import pytest

from autograder import doctor
from autograder.cli import main
from autograder.doctor import OLDEST_PYTHON, Finding, _probe, examine


def test_everything_the_course_needs_is_examined_and_works_here():
    findings = examine()
    assert [finding.name for finding in findings] == [
        "Python",
        "torch",
        "gymnasium",
        "nbgrader",
        "write access: lessons",
        "write access: .course",
        "rendering",
    ]
    assert [finding for finding in findings if not finding.works] == []
    assert OLDEST_PYTHON == (3, 11)


def test_what_does_not_work_has_a_remedy_and_one_line():
    def probe():
        raise OSError("disk full\nand more")

    assert _probe("disk", probe, "buy one") == Finding("disk", False, "OSError: disk full", "buy one")


def test_the_command_shows_a_remedy_and_fails(tmp_path, monkeypatch, capsys):
    no_folder = tmp_path / "work"
    no_folder.write_text("a file where the folder should be")
    monkeypatch.setattr(doctor, "WORK", no_folder)
    monkeypatch.setattr(sys, "argv", ["course", "doctor"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "✗ write access: .course: FileExistsError" in said
    assert "remedy: make the folder writable, or clone elsewhere" in said
    assert said.count("✓") == 6
