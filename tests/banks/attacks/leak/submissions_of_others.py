"""Tries: looks for other students' submissions beside its own, in the usual folders of nbgrader, and in every parent.
Must: its own files are all that it sees.
Exercise: lesson_05_datasets/baseline
"""

import os
import re
from pathlib import Path

SEEN = re.compile(rb"COURSE_CANARY=[0-9a-f]{32}")
STARTS = ("..", "/tmp", "/var/tmp", "/work", "/home", "/srv", "/mnt", "/media", "/opt", "/data", "/var/lib")


def leaked():
    for start in (*STARTS, *Path(__file__).resolve().parents):
        for place, folders, files in os.walk(start):
            folders[:] = [
                folder for folder in folders if folder not in {"proc", "sys", "usr", "lib", "site-packages"}
            ][:50]
            for file in files[:50]:
                try:
                    if SEEN.search(Path(place, file).read_bytes()[:4096]) and not Path(place, file).samefile(
                        __file__
                    ):
                        return place, file
                except OSError:
                    continue
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
