"""Tries: looks for the note that an earlier submission left, and for what else it left: files, modules, variables.
Must: nothing of an earlier submission is to be found.
Exercise: lesson_05_datasets/baseline
After: leaves_a_note
"""

import builtins
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


def majority_class_accuracy(train, test):
    notes = [
        Path(place, "course-attack-left-note")
        for place in (*PLACES, *sys.path, *map(str, Path(__file__).parents))
    ]
    found = (
        any(map(os.path.lexists, notes))
        or hasattr(builtins, "course_attack")
        or "sitecustomize" in sys.modules
    )
    if not found:
        raise PermissionError("nothing")
    return float((test["action"] == train["action"].mode()[0]).mean())
