"""Tries: leaves a note for the next submission in every place that can be written, and under names that Python would load.
Must: whatever it writes is gone with its worker.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os
import sys
import tempfile
from pathlib import Path

PLACES = (
    ".",
    "..",
    tempfile.gettempdir(),
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/dev/mqueue",
    "/run",
    "/box",
    "/",
    "/proc/self",
)


def leaked():
    for place in (*PLACES, *map(str, Path(__file__).parents), *sys.path):
        for name in ("course-attack-left-note", "course-attack-left-note/conftest.py", "sitecustomize.py"):
            with contextlib.suppress(OSError):
                path = Path(place, name)
                path.parent.mkdir(exist_ok=True)
                path.write_text("raise SystemExit('course-attack-left-note')\n")
                os.chmod(path, 0o666)


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
