"""Tries: prints without end, to standard output, standard error, and past Python to the descriptors.
Must: nobody collects it, and nobody waits for it.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os
import sys

LINE = "\x1b]0;owned\x07\x1b[2J" + "all work and no play " * 5000 + "\n"


def majority_class_accuracy(train, test):
    while True:
        print(LINE, flush=True)
        print(LINE, file=sys.stderr)
        for descriptor in (0, 1, 2):
            with contextlib.suppress(OSError):
                os.write(descriptor, LINE.encode())
