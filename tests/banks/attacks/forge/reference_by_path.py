"""Tries: imports the solution of its own exercise from wherever a checkout of the course may lie.
Must: the solution of the exercise under check is not within reach of the worker.
Exercise: lesson_05_datasets/baseline
"""

import importlib.util
import itertools
import os
import sys
from pathlib import Path

ROOTS = itertools.chain(
    Path(__file__).resolve().parents,
    Path.cwd().parents,
    map(Path, sys.path),
    [Path.home(), Path("/")],
)


def majority_class_accuracy(train, test):
    for root in ROOTS:
        for place in (
            "solutions",
            "../solutions",
            "course",
            ".course",
            "../main/solutions",
            "../../../../solutions",
            ".",
        ):
            file = root / place / "lesson_05_datasets" / "baseline.py"
            if os.path.realpath(file) == os.path.realpath(__file__) or not file.is_file():
                continue
            spec = importlib.util.spec_from_file_location("solution", file)
            solution = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(solution)
            return solution.majority_class_accuracy(train, test)
    raise FileNotFoundError("no solution")
