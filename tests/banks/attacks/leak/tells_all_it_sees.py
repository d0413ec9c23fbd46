"""Tries: puts all that it can read into the text of an exception, into its output and into its answers.
Must: this tells of nothing but the worker: no canary of the test's is in the report.
Exercise: lesson_05_datasets/baseline
"""

import os
import sys


def majority_class_accuracy(train, test):
    told = [dict(os.environ), sys.argv, sys.path, os.getcwd(), sorted(os.listdir("/"))]
    for file in (
        "/proc/self/environ",
        "/proc/self/mountinfo",
        "/proc/self/status",
        "/proc/mounts",
        "/etc/passwd",
    ):
        try:
            told.append(open(file).read())
        except OSError as error:
            told.append(error)
    for folder, _, files in os.walk("/tmp"):
        told.append((folder, files))
    print(told, flush=True)
    raise RuntimeError(repr(told)[:1900])
