"""Acts of greed: more memory, disk, files, descriptors or threads than a worker may have.

Each asks just above the limit that is set; where none is set, it says so and does not try.
"""

from __future__ import annotations

import mmap
import os
import resource
import threading
from pathlib import Path
from typing import Final

from autograder.sandbox.acts import EXHAUSTED, Act, RefusedError

MUCH_DISK: Final = 2**30
MANY_FILES: Final = 100_000
MANY_DESCRIPTORS: Final = 10_000
MANY_THREADS: Final = 200
SMALL_STACK: Final = 2**16
"""So that threads run into the limit on threads, not into the one on memory."""
CHUNK: Final = bytes(2**18)
F_SETPIPE_SZ: Final = 1031


def _limit(which: int) -> int | None:
    soft = resource.getrlimit(which)[0]
    return None if soft == resource.RLIM_INFINITY else soft


def _memory() -> str:
    limit = _limit(resource.RLIMIT_AS)
    if limit is None:
        return "no limit is set"
    with mmap.mmap(-1, limit):
        return f"mapped {limit} bytes"


def _disk() -> str:
    status = os.statvfs(".")
    size = status.f_blocks * status.f_frsize
    if size > MUCH_DISK:
        return f"the disk has {size / 2**30:.0f} GiB, and no limit is set"
    names = [f"filling-{position}" for position in range(64)]
    left = size + len(CHUNK)
    try:
        for name in names:
            with open(name, "wb", buffering=0) as file:  # noqa: PTH123  a descriptor without a buffer
                for _ in range(8):
                    left -= file.write(CHUNK)
        return f"wrote {size - left} bytes"
    finally:
        for name in names:
            Path(name).unlink(missing_ok=True)


def _inodes() -> str:
    count = os.statvfs(".").f_files
    if count > MANY_FILES or count == 0:  # file systems without a fixed number say 0
        return "no limit is set"
    made = []
    try:
        for position in range(count + 1):
            made.append(Path(f"file-{position}"))
            made[-1].touch()
        return f"made {len(made)} files"
    finally:
        for file in made:
            file.unlink(missing_ok=True)


def _long_file() -> str:
    limit = _limit(resource.RLIMIT_FSIZE)
    if limit is None:
        return "no limit is set"
    place = Path("long")
    try:
        with place.open("wb") as file:
            file.truncate(limit + 1)  # a hole: it takes no space
        return f"made a file of {limit + 1} bytes"
    finally:
        place.unlink()


def _descriptors() -> str:
    made: list[int] = []
    try:
        while len(made) < MANY_DESCRIPTORS:
            made.append(os.dup(0))
        return f"opened {len(made)} descriptors"
    finally:
        for descriptor in made:
            os.close(descriptor)


def _threads() -> str:
    done = threading.Event()
    started: list[threading.Thread] = []
    size = threading.stack_size(SMALL_STACK)
    try:
        while len(started) < MANY_THREADS:
            thread = threading.Thread(target=done.wait)
            thread.start()
            started.append(thread)
        return f"started {len(started)} threads"
    except RuntimeError as error:
        raise RefusedError(f"{error} after {len(started)}") from error
    finally:
        threading.stack_size(size)
        done.set()
        for thread in started:
            thread.join()


def _raise_limit() -> str:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard + 1))
    except ValueError as error:  # Python's word for EPERM
        raise RefusedError(str(error)) from error
    return "raised the limit on descriptors"


def _core_dump() -> str:
    if _limit(resource.RLIMIT_CORE) == 0:
        raise RefusedError("core dumps are limited to 0 bytes")
    return "a crash would write its memory to the disk"


def _processor_time() -> str:
    limit = _limit(resource.RLIMIT_CPU)
    if limit is not None:
        raise RefusedError(f"it is killed after {limit} s")
    return "no limit is set"


def _large_pipe() -> str:
    import fcntl  # noqa: PLC0415  with resource, all this module needs of it

    reading, writing = os.pipe()
    try:
        return f"a pipe of {fcntl.fcntl(reading, F_SETPIPE_SZ, 2**20)} bytes"
    finally:
        os.close(reading)
        os.close(writing)


ACTS: Final = (
    Act("memory", "use more memory than allowed", ("limits",), _memory, EXHAUSTED),
    Act(
        "disk",
        "write more to the disk than allowed",
        ("namespaces",),
        _disk,
        EXHAUSTED,
        remains="it can fill the disk until the caller, who has to watch the scratch folder, ends it",
    ),
    Act(
        "files",
        "make more files than allowed",
        ("namespaces",),
        _inodes,
        EXHAUSTED,
        remains="it can make files until the caller, who has to watch the scratch folder, ends it",
    ),
    Act("file size", "make a longer file than allowed", ("limits",), _long_file, EXHAUSTED),
    Act("descriptors", "open more descriptors than allowed", ("limits",), _descriptors, EXHAUSTED),
    Act("threads", "start more threads than allowed", ("limits",), _threads, EXHAUSTED),
    Act("processor time", "compute for ever", ("limits",), _processor_time),
    Act("raise limit", "raise a limit", ("limits", "seccomp", "capabilities"), _raise_limit),
    Act("core dump", "write its memory to the disk by crashing", ("limits",), _core_dump),
    Act("large pipe", "keep memory in large pipes", ("seccomp",), _large_pipe),
)
