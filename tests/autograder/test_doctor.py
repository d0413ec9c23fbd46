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


def test_the_command_shows_a_remedy_and_fails(own):
    (own.work).mkdir(exist_ok=True)
    for file in own.work.rglob("*"):
        file.unlink()
    own.work.rmdir()
    own.work.write_text("a file where the folder should be")
    run = own.course("doctor")
    assert run.returncode == 1
    assert "✗ write access: .course: FileExistsError" in run.stdout
    assert "remedy: make the folder writable, or clone elsewhere" in run.stdout
    assert run.stdout.count("✓") == 6
