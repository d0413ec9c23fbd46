"""Tries: changes the libraries' memory, files and caches that later workers are forked from or import.
Must: a worker's memory is its own and the libraries' files cannot be written; what comes later sees none of it.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import importlib.util
import sys
from pathlib import Path

import numpy as np
import torch


def majority_class_accuracy(train, test):
    np.mean = pandas_mean = lambda *_, **__: 0.7
    type(train).mean = pandas_mean
    written = 0
    for name in ("numpy", "torch", "pandas", "msgspec", "encodings", "autograder"):
        for place in importlib.util.find_spec(name).submodule_search_locations:
            for file in (
                "__init__.py",
                "__pycache__/__init__.cpython-311.pyc",
                "course_attack_left.py",
                "../attack.pth",
            ):
                with contextlib.suppress(OSError), open(Path(place, file), "ab"):
                    written += 1
    sys.path_importer_cache.clear()
    torch.multiprocessing.set_sharing_strategy("file_system")
    if not written:
        raise PermissionError("nothing can be written")
    return float((test["action"] == train["action"].mode()[0]).mean())
