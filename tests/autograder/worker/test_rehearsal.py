"""Tests of autograder/worker/rehearsal.py: it leaves a process that can fork, and random numbers as they were."""

import threading
from pathlib import Path

import numpy as np
import torch

from autograder.worker.rehearsal import rehearse


def count_threads():
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


def test_it_starts_no_thread():
    before = count_threads()
    rehearse()
    assert count_threads() == before


def test_random_numbers_go_on_as_if_nothing_had_been_drawn():
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002  this one may be used by lessons
    wanted = torch.rand(3).tolist(), np.random.rand(3).tolist()  # noqa: NPY002  the same
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002  the same
    rehearse()
    assert (torch.rand(3).tolist(), np.random.rand(3).tolist()) == wanted  # noqa: NPY002  the same
