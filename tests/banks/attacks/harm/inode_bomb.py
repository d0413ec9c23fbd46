"""Tries: creates empty files, folders and links without end.
Must: its private folder holds so many and no more, and is gone with it.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os


def majority_class_accuracy(train, test):
    for number in range(10**9):
        with contextlib.suppress(OSError):
            open(f"{number}", "w").close()
            os.mkdir(f"d{number}")
            os.symlink("..", f"s{number}")
            os.link(f"{number}", f"l{number}")
            os.mkfifo(f"p{number}")
            os.chdir(f"d{number}")
