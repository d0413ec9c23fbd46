"""`course inspect` on what students make: tables, agents, notebooks and reports, whole and broken."""

import json
import sys

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from autograder.authoring.generate import exercise_skeleton
from autograder.catalog import load_catalog
from autograder.cli import main
from autograder.nbgrader.notebooks import assignment_notebook, notebook_bytes
from autograder.paths import ROOT
from autograder.report import Report
from autograder.submission import Submission, reference

CATALOG = load_catalog()
HEADER = "s1,s2,s3,s4,action\n"


@pytest.fixture(autouse=True)
def imports_as_before(monkeypatch):
    """Put Python's import system back as it was."""
    monkeypatch.setattr(sys, "meta_path", sys.meta_path.copy())
    monkeypatch.setattr(Submission, "_active", None)
    before = sys.modules.copy()
    yield
    for name in sys.modules.keys() - before.keys():
        if name.partition(".")[0] in {lesson.name for lesson in CATALOG.lessons}:
            del sys.modules[name]


@pytest.fixture
def inspect(capsys, monkeypatch):
    """Give a function that runs `course inspect` in this process: (exit status, output, errors)."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["course", "inspect", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        return ended.value.code, output.out, output.err

    return run


def refused(outcome, *words):
    status, _, errors = outcome
    assert status == 2
    assert errors.startswith("error: ")
    assert errors.count("\n") == 1, errors
    for word in words:
        assert word in errors


# --- Tables ---------------------------------------------------------------------------------------------------


def test_a_table_is_described(inspect, tmp_path):
    file = tmp_path / "train.csv"
    file.write_text(HEADER + "0.5,1,2,3,1\n-0.5,1,2,3,0\n0.5,1,2,3,1\n0.5,1,2,3,1\n")
    status, output, _ = inspect(file)
    assert status == 0
    assert f"{file}: 4 samples, 75.0% of them to the right" in output
    assert "0.2500" in output


CORRUPT_TABLES = {
    "empty": b"",
    "words": b"nonsense",
    "columns": b"a,b\n1,2\n",
    "short": HEADER.encode() + b"1,2,3\n",
    "long": HEADER.encode() + b"1,2,3,4,5,6,7\n",
    "letters": HEADER.encode() + b"1,2,3,x,1\n",
    "gap": HEADER.encode() + b"1,2,3,,1\n",
    "half an action": HEADER.encode() + b"1,2,3,4,0.5\n",
    "quote": HEADER.encode() + b'"1,2,3,4,1\n',
    "no text": b"\xff\xfe\x00\x01",
    "zeros": b"\x00" * 100,
}


@pytest.mark.parametrize("content", CORRUPT_TABLES.values(), ids=CORRUPT_TABLES.keys())
def test_a_corrupt_table_is_one_line(inspect, tmp_path, content):
    file = tmp_path / "train.csv"
    file.write_bytes(content)
    refused(inspect(file), str(file))


# --- Agents ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def agent_folder(tmp_path_factory):
    """Give the folder of a saved agent that was never trained."""
    folder = tmp_path_factory.mktemp("agent")
    reference_modules = reference(CATALOG)
    hparams = reference_modules["lesson_07_deep_q_agent.hyperparameters"].GOOD
    reference_modules["lesson_07_deep_q_agent.agent"].DeepQAgent(hparams, seed=0).save(folder)
    return folder


def copy_of(folder, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


def test_an_agent_is_described_and_played(inspect, agent_folder):
    status, output, _ = inspect(agent_folder, "--episodes", "5")
    assert status == 0
    assert "a deep Q-agent, 4 → " in output
    assert " → 2\n" in output
    assert "5 episodes: mean " in output


def test_weights_of_the_wrong_shape_are_one_line(inspect, agent_folder, tmp_path):
    folder = copy_of(agent_folder, tmp_path)
    weights = load_file(folder / "weights.safetensors")
    name = next(name for name in sorted(weights) if name.endswith("weight"))
    save_file(weights | {name: np.zeros((7, 3), dtype=np.float32)}, folder / "weights.safetensors")
    refused(inspect(folder), str(folder))


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("weights.safetensors", None),
        ("weights.safetensors", b""),
        ("weights.safetensors", b"\x80\x04 a pickle"),
        ("weights.safetensors", b"\xff" * 100),
        ("hparams.json", None),
        ("hparams.json", b""),
        ("hparams.json", b"[1, 2]"),
        ("hparams.json", b'{"nonsense": 1}'),
        ("hparams.json", b"\xff\xfe"),
    ],
)
def test_a_broken_checkpoint_is_one_line(inspect, agent_folder, tmp_path, file, content):
    folder = copy_of(agent_folder, tmp_path)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_bytes(content)
    refused(inspect(folder), str(folder))


def test_a_folder_that_is_no_checkpoint_is_one_line(inspect, tmp_path):
    refused(inspect(tmp_path), str(tmp_path))


# --- Notebooks and reports ------------------------------------------------------------------------------------


def test_a_notebook_is_described(inspect, tmp_path):
    lesson = CATALOG.lesson("05")
    file = tmp_path / "lesson.ipynb"
    file.write_bytes(
        notebook_bytes(assignment_notebook(lesson, "# %% [markdown]\n# # Title\n\n# %%\n1 + 1\n"))
    )
    status, output, _ = inspect(file)
    assert status == 0
    assert f"{file}: a notebook of 11 cells, 4 of them graded" in output.replace("\n", "")


FOURTH = b'"nbformat": 4, "nbformat_minor": 5, "metadata": {}'
NO_NOTEBOOKS = {
    "empty": b"",
    "words": b"no json",
    "list": b"[]",
    "number": b"1",
    "null": b"null",
    "text": b'""',
    "nothing": b"{}",
    "version alone": b'{"nbformat": 4}',
    "version in words": b'{"nbformat": "x"}',
    "version of the future": b'{"nbformat": 99}',
    "number for a cell": b"{%s, " % FOURTH + b'"cells": [1]}',
    "number for cells": b"{%s, " % FOURTH + b'"cells": 3}',
    "half a cell": b"{%s, " % FOURTH + b'"cells": [{"cell_type": "code"}]}',
    "old and broken": b'{"nbformat": 3, "worksheets": 1}',
    "deep": b"[" * 100_000,
    "no text": b"\xff\xfe",
}


@pytest.mark.parametrize("content", NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS.keys())
@pytest.mark.filterwarnings("ignore")  # nbformat warns before it refuses
def test_what_is_no_notebook_is_one_line(inspect, tmp_path, content):
    file = tmp_path / "lesson.ipynb"
    file.write_bytes(content)
    refused(inspect(file), f"{file} is not a notebook: ", "; fetch the assignment's notebook again")


def test_a_report_is_shown_again(inspect, tmp_path, result):
    file = tmp_path / "report.json"
    file.write_bytes(
        Report("x", (result(), result("test_b", "failed", message="expected 5   got 6"))).to_json()
    )
    status, output, _ = inspect(file)
    assert status == 0
    assert "expected 5   got 6" in output
    assert "1 of 2 checks passed, 2/4 points" in output


def test_what_is_no_report_is_one_line(inspect, tmp_path):
    file = tmp_path / "report.json"
    file.write_text(json.dumps({"checks": 1}))
    refused(inspect(file), "is not a report", "write one with course check --json FILE")


def test_what_is_nothing_of_the_sort_is_one_line(inspect, tmp_path):
    refused(
        inspect(tmp_path / "nowhere"),
        f"there is no file or folder '{tmp_path / 'nowhere'}'; check the spelling",
    )
    refused(
        inspect(ROOT / "pyproject.toml"),
        "cannot inspect 'pyproject.toml'; expected a .csv, .ipynb or .json file or an agent's folder",
    )
    module = tmp_path / "targets.py"
    module.write_text(exercise_skeleton(CATALOG.exercise("targets")))
    refused(inspect(module), "cannot inspect 'targets.py'")
