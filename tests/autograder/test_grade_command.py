"""`course grade` through its real process, on a tiny course."""

import csv
import os
import pty
import select
import shutil
import sys
import time
import zipfile

import pytest

from autograder.report import Report

SUMS = "lesson_01_numbers/sums.py"


@pytest.fixture
def class_folder(tmp_path, tiny, hand_in, adding):
    """Give a folder with submissions of every kind."""
    folder = tmp_path / "class"
    hand_in(folder="class/ada")
    adding("while True: pass", folder="class/hangs")
    adding("import os\nos._exit(0)", folder="class/dies")
    adding("for _ in range(3_000): print('x' * 10_000, flush=True)\nreturn a + b", folder="class/floods")
    hand_in({SUMS: "raise ValueError('\\x1b[2J\\u202e' * 10**6)\n"}, folder="class/shouts")
    with zipfile.ZipFile(folder / "zipped.zip", "w") as archive:
        for file in tiny.solutions.rglob("*.py"):
            archive.write(file, f"my work/{file.relative_to(tiny.solutions)}")
    with zipfile.ZipFile(folder / "slips.zip", "w") as archive:
        archive.writestr("../../evil.py", "x")
    (folder / "=1+1[bold]").mkdir()
    return folder


def test_a_class_is_graded_whatever_it_does_and_then_nothing_is_judged_again(tiny, class_folder, tmp_path):
    output = tmp_path / "out"
    command = ("grade", class_folder / "ada", "--class", class_folder, "--output", output)
    run = tiny.course(*command)
    assert (run.returncode, run.stderr) == (1, "")
    with (output / "scores.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}
    points = {name: row["points"] for name, row in rows.items()}
    broken = next(name for name in points if name.startswith("_"))
    assert points == {
        "ada": "12",
        "zipped": "12",
        "floods": "12",
        **dict.fromkeys(("hangs", "dies"), "9"),
        "shouts": "6",
        **dict.fromkeys(("slips", broken), ""),
    }
    assert "'../../evil.py' leads out of the archive" in rows["slips"]["problem"]
    assert "it holds no lessons" in rows[broken]["problem"]
    assert rows["dies"]["lesson_01_numbers"] == "7"
    assert "6 graded, 0 of them unchanged since an earlier run; 2 could not be judged" in run.stdout
    assert "\x1b" not in run.stdout
    assert "\u202e" not in run.stdout
    for name in ("ada", "hangs", "dies", "floods", "shouts", "zipped"):
        report = (output / "reports" / f"{name}.json").read_bytes()
        assert len(report) < 50_000
        assert len(Report.from_json(report).checks) == 9
    assert not (tmp_path / "evil.py").exists()

    again = tiny.course(*command)
    assert "6 graded, 6 of them unchanged since an earlier run; 2 could not be judged" in again.stdout
    assert "ada: 12 of 12, unchanged" in again.stdout


def test_ctrl_c_stops_it_at_once_and_the_same_command_goes_on(tiny, hand_in, tmp_path):
    hand_in(folder="class/ada")
    hand_in({SUMS: "while True: pass\n"}, folder="class/hangs")
    output = tmp_path / "out"
    command = ["-m", "autograder", "grade", "--class", str(tmp_path / "class"), "--output", str(output)]
    command += ["--only", "sums", "--only", "lesson_02"]
    process, terminal = pty.fork()
    if process == 0:
        os.environ |= {"PYTHONPATH": str(tiny.root), "COLUMNS": "120", "TERM": "xterm"}
        os.chdir(tiny.root)
        os.execv(sys.executable, [sys.executable, *command, "--workers", "2"])  # noqa: S606  no shell is wanted
    shown = b""
    deadline = time.monotonic() + 60
    while not (output / "reports" / "ada.json").is_file() and time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65_536)
    os.write(terminal, b"\x03")
    began = time.monotonic()
    while True:
        try:
            shown += os.read(terminal, 65_536) if select.select([terminal], [], [], 5)[0] else b""
        except OSError:
            break  # it has ended
    _, status = os.waitpid(process, 0)
    text = shown.decode(errors="replace")
    assert os.waitstatus_to_exitcode(status) == 130, text
    assert time.monotonic() - began < 4
    assert "Traceback" not in text
    assert "running, 0 failed" in text
    assert "stopped: 1 of 2 are done; the same command goes on from here" in text
    assert "not judged yet" in (output / "scores.csv").read_text()
    shutil.rmtree(tmp_path / "class" / "hangs")
    run = tiny.run(*command)
    assert (run.returncode, run.stderr) == (0, "")
    assert "ada: 8 of 8, unchanged" in run.stdout
    assert "1 graded, 1 of them unchanged" in run.stdout
