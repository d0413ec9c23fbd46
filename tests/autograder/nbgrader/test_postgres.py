"""A round with a real PostgreSQL server: pytest --postgres, with Debian's package postgresql and pip's psycopg2."""

import getpass
import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from rich.console import Console

from autograder.catalog import load_catalog
from autograder.nbgrader.course import NbgraderCourse
from autograder.nbgrader.edits import ForgeTestCell
from autograder.nbgrader.rounds import Round, finish

LESSON = load_catalog().lesson("lesson_05_datasets")
FULL = {exercise.name: exercise.points for exercise in LESSON.exercises}
SOLVED = tuple(exercise.id for exercise in LESSON.exercises)


@pytest.fixture(name="server", scope="module")
def server_fixture(request):
    """Run a PostgreSQL server on a socket in a temporary folder; give the URL of an empty database."""
    if not request.config.getoption("--postgres"):
        pytest.skip(
            "needs a PostgreSQL server's programs and psycopg2: say --postgres where they are installed"
        )
    (programs,) = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    # The server refuses to run as root; Debian's package makes a user for it.
    user, as_user = (
        ("postgres", ["runuser", "-u", "postgres", "--"]) if os.geteuid() == 0 else (getpass.getuser(), [])
    )
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a short path: that of a socket may have 107 characters
    if as_user:
        shutil.chown(folder, user)

    def run(program, *arguments):
        command = [*as_user, str(programs / program), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    data = str(folder / "data")
    run("initdb", "-D", data, "--auth=trust", "--no-sync")
    run(
        "pg_ctl",
        "-D",
        data,
        "-w",
        "-l",
        str(folder / "log"),
        "-o",
        f"-k {folder} -c listen_addresses=",
        "start",
    )
    run("createdb", "-h", str(folder), "gradebook")
    yield f"postgresql+psycopg2://{user}@/gradebook?host={folder}"
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def test_a_round_on_postgresql_gives_the_points_deserved(server, make_course, hand_in, tmp_path, monkeypatch):
    make_course(tmp_path)
    monkeypatch.setenv("COURSE_DB_URL", server)
    course = NbgraderCourse(tmp_path)
    assert course.database.startswith("postgresql")
    this = Round(course, Console(file=io.StringIO(), width=160))
    this.release()
    hand_in(course, "perfect", SOLVED)
    hand_in(course, "forged", SOLVED[:2], [ForgeTestCell(SOLVED[2], "4.0")])
    hand_in(course, "untouched")
    this.collect()
    results = finish(this, workers=2).results
    points = {student: results.results[student, LESSON.name].points for student in results.students}
    assert points == {
        "perfect": FULL,
        "forged": FULL | {"baseline": 0.0},
        "untouched": dict.fromkeys(FULL, 0.0),
    }
