"""Tries: writes files until the disk is full, everywhere it can, sparse ones and real ones.
Must: only its private few megabytes can be written, and are gone with it.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os
import tempfile
from pathlib import Path


def majority_class_accuracy(train, test):
    places = [
        ".",
        tempfile.gettempdir(),
        "/tmp",
        "/var/tmp",
        "/dev/shm",
        "/run",
        str(Path(__file__).parent),
        "/",
        "/root",
    ]
    for number in range(10**9):
        for place in places:
            with contextlib.suppress(OSError), open(f"{place}/course-attack-left-{number}", "wb") as file:
                os.truncate(file.fileno(), 1 << 40)
        for place in places:
            with (
                contextlib.suppress(OSError),
                open(f"{place}/course-attack-left-{number}-full", "wb") as file,
            ):
                file.writelines(bytes(1 << 20) for _ in range(1024))
