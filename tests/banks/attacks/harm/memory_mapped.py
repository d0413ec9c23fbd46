"""Tries: maps and touches memory that limits on the address space may not count: shared and anonymous, memfd, /dev/shm.
Must: what it holds is limited all the same, and is gone with the worker.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import mmap
import os

PAGE = b"x" * (1 << 20)


def majority_class_accuracy(train, test):
    kept = []
    for number in range(1_000_000):
        with contextlib.suppress(OSError, ValueError):
            memory = mmap.mmap(-1, 16 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
            memory.write(PAGE * 16)
            kept.append(memory)
        for make in (
            lambda: os.memfd_create(f"attack{number}"),
            lambda: os.open(f"/dev/shm/course-attack-left-{number}", os.O_CREAT | os.O_RDWR),
            lambda: os.open(".", os.O_TMPFILE | os.O_RDWR),
        ):
            with contextlib.suppress(OSError):
                descriptor = make()
                kept.append(descriptor)
                for _ in range(64):
                    os.write(descriptor, PAGE)
