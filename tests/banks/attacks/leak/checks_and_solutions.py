"""Tries: reads the checks, the solutions, the notes and the gradebook of the course, wherever the checkout lies.
Must: none of them can be read; what may be read is the autograder's public code.
Exercise: lesson_05_datasets/baseline
"""

import glob
import importlib.util
import re
from pathlib import Path

NAMES = (
    "tests/lessons/**/*.py",
    "solutions/*/baseline.py",
    "assignments/gradebook.db",
    ".course/**/*",
    "pyproject.toml",
    "noxfile.py",
)


def roots():
    yield from ("/repo", "/course", "..", "/")
    for name in ("autograder", "autograder.paths", "tests"):
        try:
            spec = importlib.util.find_spec(name)
        except ImportError:
            continue
        yield from map(str, Path(spec.origin or "/").parents)
    for finder in glob.glob("/**/site-packages/__editable__*finder.py", recursive=True):
        yield from (str(Path(found).parent) for found in re.findall(r"'(/[^']+)'", Path(finder).read_text()))


def leaked():
    for root in roots():
        for name in NAMES:
            for file in glob.iglob(f"{root}/{name}", recursive=True):
                try:
                    if Path(file).is_file() and Path(file).read_bytes() and "site-packages" not in file:
                        return file
                except OSError:
                    continue
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
