"""Tries: reads the environment, memory, descriptors, folders and command lines of other processes from /proc.
Must: it sees no process but its own.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os


def leaked():
    mine = {str(os.getpid()), "self", "thread-self"}
    others = (
        [name for name in os.listdir("/proc") if name.isdigit() and name not in mine]
        if os.path.isdir("/proc")
        else []
    )
    for other in {*others, *map(str, range(1, 500))} - mine:
        for name in (
            "environ",
            "mem",
            "maps",
            "cmdline",
            "status",
            "cwd/pyproject.toml",
            "root/etc/passwd",
            "stack",
            "syscall",
        ):
            with contextlib.suppress(OSError), open(f"/proc/{other}/{name}", "rb") as opened:
                return opened.name, opened.read(64)
        for name in ("fd", "cwd", "root", "task", "map_files"):
            with contextlib.suppress(OSError):
                return other, name, os.listdir(f"/proc/{other}/{name}")
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
