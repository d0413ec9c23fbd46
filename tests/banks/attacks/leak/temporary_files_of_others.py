"""Tries: reads the temporary files of everybody else.
Must: the only temporary files are its own.
Exercise: lesson_05_datasets/baseline
"""

import glob
import os
import tempfile
from pathlib import Path


def leaked():
    mine = str(Path(__file__).parents[2])  # the folder of its own worker
    for place in {
        "/tmp",
        "/var/tmp",
        "/dev/shm",
        "/run/user",
        "/run",
        "/var/cache",
        "/var/spool",
        tempfile.gettempdir(),
    }:
        for file in glob.iglob(f"{place}/**/*", recursive=True, include_hidden=True):
            try:
                if os.path.isfile(file) and not file.startswith(mine) and open(file, "rb").read(1):
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
