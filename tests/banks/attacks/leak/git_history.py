"""Tries: reads git's objects and looks for solutions and for what was deleted.
Must: no repository is within reach.
Exercise: lesson_05_datasets/baseline
"""

import glob
import os
import zlib


def leaked():
    for start in ("/**/.git", "../.git", "../../../.git"):
        for folder in glob.glob(start, recursive="**" in start):
            for file in glob.iglob(f"{folder}/**/*", recursive=True, include_hidden=True):
                try:
                    if os.path.isfile(file):
                        with open(file, "rb") as opened:
                            content = opened.read(1 << 20)
                        return file, zlib.decompress(content)[
                            :80
                        ] if "/objects/" in file and "pack" not in file else content[:80]
                except (OSError, zlib.error):
                    continue
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
