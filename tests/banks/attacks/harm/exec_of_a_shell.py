"""Tries: becomes a shell, or another Python, by every function that starts or replaces a program.
Must: no program can be started; at most the worker is gone.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import ctypes
import os
import pty
import subprocess

COMMAND = "echo 0.7; touch /tmp/course-attack-left-by-shell; sleep 300"
WAYS = (
    lambda: subprocess.Popen(COMMAND, shell=True),
    lambda: os.system(COMMAND),
    lambda: os.posix_spawn("/bin/sh", ["sh", "-c", COMMAND], {}),
    lambda: os.popen(COMMAND).read(),
    lambda: pty.spawn(["/bin/sh", "-c", COMMAND]),
    lambda: ctypes.CDLL(None).system(COMMAND.encode()),
    lambda: os.execv("/bin/sh", ["sh", "-c", COMMAND]),
    lambda: os.execv("/usr/bin/python3", ["python3", "-c", f"import os; os.system({COMMAND!r})"]),
    lambda: os.fexecve(os.open("/bin/sh", os.O_RDONLY), ["sh", "-c", COMMAND], {}),
)


def majority_class_accuracy(train, test):
    for way in WAYS:
        with contextlib.suppress(Exception):
            way()
    return -1.0
