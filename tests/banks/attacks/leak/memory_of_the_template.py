"""Tries: searches its own memory for what the process that it was forked from has known: environments, paths, other students.
Must: the template has known nothing.
Exercise: lesson_05_datasets/baseline
"""

import re

CANARY = rb"COURSE_CANARY=([0-9a-f]{32})"


def leaked():
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            region, mode, *_, name = [*line.split(), ""][:7]
            if "w" not in mode or "/" in line:
                continue
            start, end = (int(part, 16) for part in region.split("-"))
            try:
                memory.seek(start)
                found = re.search(CANARY, memory.read(min(end - start, 32 << 20)))
            except (OSError, OverflowError, ValueError, MemoryError):
                continue
            if found:
                return found.group()
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
