"""TensorBoard, found by its address; a script stands in for the real one, which takes long to start."""

import queue
import subprocess
import sys

import pytest

from autograder.watch import tensorboard as module
from autograder.watch.tensorboard import TensorBoard

PATIENCE = 60


@pytest.fixture
def board(tmp_path, monkeypatch):
    """Give a function that makes a TensorBoard which runs this code, and a queue of what it posts."""
    boards, posted = [], queue.SimpleQueue()
    popen = subprocess.Popen

    def make(code):
        (tmp_path / "events.out.tfevents.1").write_bytes(b"")
        monkeypatch.setattr(
            module.subprocess,
            "Popen",
            lambda command, **options: popen([sys.executable, "-c", code, *command[3:]], **options),
        )
        boards.append(TensorBoard(posted.put, tmp_path))
        return boards[-1], posted

    yield make
    for one in boards:
        one.close()


SAYS_WHERE = """
import sys, time
assert sys.argv[1] == "--logdir"
print("W1 see https://example.org for help", file=sys.stderr)
print("TensorBoard 2.21.0 at http://localhost:6006/ (Press CTRL+C to quit)", file=sys.stderr, flush=True)
time.sleep(600)
"""


def test_its_address_is_told_and_it_is_started_once(board):
    started, posted = board(SAYS_WHERE)
    assert started.start() == "TensorBoard is starting ..."
    assert posted.get(timeout=PATIENCE).text == "TensorBoard: http://localhost:6006/"
    assert started.start() == "TensorBoard: http://localhost:6006/"


def test_why_it_did_not_start_is_told(board):
    started, posted = board("raise SystemExit('no module named tensorboard')")
    started.start()
    assert posted.get(timeout=PATIENCE).text == "TensorBoard did not start: no module named tensorboard"


def test_without_logs_it_is_not_started(tmp_path):
    told = []
    assert TensorBoard(told.append, tmp_path).start().startswith("nothing is logged yet: ")
    assert told == []
