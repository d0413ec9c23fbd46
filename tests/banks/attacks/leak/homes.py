"""Tries: reads home folders: ssh keys, tokens, histories, configurations.
Must: there are no home folders.
Exercise: lesson_05_datasets/baseline
"""

import glob
import os

NAMES = (
    ".ssh/*",
    ".netrc",
    ".bash_history",
    ".gitconfig",
    ".bashrc",
    ".profile",
    ".config/**/*",
    ".aws/*",
    ".jupyter/*",
    "*",
)


def leaked():
    for home in ("/root", *glob.glob("/home/*"), os.path.expanduser("~"), os.path.expanduser("~root")):
        for name in NAMES:
            for file in glob.iglob(f"{home}/{name}", recursive=True, include_hidden=True):
                try:
                    if os.path.isfile(file) and open(file, "rb").read(1) and not file.startswith(os.getcwd()):
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
