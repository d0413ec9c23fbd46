"""Tries: reads and lists whatever is open in it besides its one connection.
Must: nothing else is open.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os
import stat


def leaked():
    for descriptor in range(3, 1024):
        with contextlib.suppress(OSError):
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISDIR(mode):
                return descriptor, os.listdir(descriptor)
            if stat.S_ISREG(mode) and os.pread(descriptor, 1, 0):
                return descriptor, "a file"
            if stat.S_ISFIFO(mode) or stat.S_ISBLK(mode):
                return descriptor, "a pipe or disk"
    sockets = [d for d in range(3, 1024) if _is_socket(d)]
    return sockets if len(sockets) > 1 else None


def _is_socket(descriptor):
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
