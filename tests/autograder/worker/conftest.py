"""A real sandbox for the whole folder, and submissions of a few lines that run in it."""

import textwrap
import time

import pytest

from autograder.catalog import load_catalog
from autograder.hand_over import open_remote
from autograder.sandbox.launch import best_level
from autograder.sandboxed import open_sandbox

EXERCISE = "lesson_05_datasets/baseline"
MODULE = "lesson_05_datasets.baseline"

if best_level() == "limits":
    pytest.skip("student code cannot be isolated on this machine", allow_module_level=True)


@pytest.fixture(name="sandbox", scope="session")
def sandbox_fixture():
    with open_sandbox() as sandbox:
        yield sandbox


@pytest.fixture(name="open_code")
def open_code_fixture(sandbox, tmp_path):
    """Give a function that opens a submission whose module `baseline` is the given code."""
    opened = []

    def open_code(code="", seconds=20.0, exercise=EXERCISE, address=sandbox.address):
        file = tmp_path / f"{exercise}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(textwrap.dedent(code))
        catalog = load_catalog()
        submission = open_remote(tmp_path, catalog.exercise(exercise), catalog, address)
        submission.begin(seconds)
        opened.append(submission)
        return submission

    yield open_code
    for submission in opened:
        submission.close()


@pytest.fixture(name="soon")
def soon_fixture():
    """Fail a test that takes longer than a few seconds: a worker that hangs must not hang the judge."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 10
