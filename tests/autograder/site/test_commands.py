import subprocess
import sys

from autograder.paths import ROOT
from autograder.site.commands import course_commands, nox_sessions


def test_every_command_is_there_with_its_options():
    text = course_commands()
    listed = subprocess.run(
        [sys.executable, "-m", "autograder", "--help"],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"COLUMNS": "200", "PATH": "", "NO_COLOR": "1", "TERM": "dumb"},
        timeout=60,
    ).stdout
    commands = [line.strip("│ ").split()[0] for line in listed.partition("Commands")[2].splitlines()[1:-1]]
    assert len(commands) > 10
    for command in commands:
        assert f"## `course {command}`" in text
    assert "`--sandbox`: Run the code as for a grade" in text


def test_no_path_of_the_building_machine_is_told():
    assert "[default: lessons]" in course_commands()
    assert str(ROOT) not in course_commands()


def test_the_menu_is_made_from_the_noxfile(tmp_path):
    noxfile = tmp_path / "noxfile.py"
    noxfile.write_text(
        "import nox\n"
        "def helper(): pass\n"
        "@nox.session\n"
        "def one(session):\n"
        '    """Do one thing.\n\n    And more."""\n'
        "@nox.session(reuse_venv=True)\n"
        'def two(session): "Do another."\n',
        encoding="utf-8",
    )
    assert nox_sessions(noxfile).splitlines()[2:] == ["| `one` | Do one thing. |", "| `two` | Do another. |"]
