"""The levels of confinement, and how much a worker may use of memory, disk, processor and descriptors."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Literal, NamedTuple

if sys.platform != "win32":
    import resource

Level = Literal["full", "landlock", "limits"]
"""How a worker is confined.

full      own user, PID, mount, network, IPC and UTS namespaces; a minimal read-only root and a private tmpfs; no
          capabilities; no_new_privs; Landlock where the kernel has it; seccomp; limits
landlock  where user namespaces are forbidden: Landlock, seccomp, no_new_privs, no capabilities, limits
limits    elsewhere (macOS, locked-down hosts): limits and a process group. It stops accidents, not intent.
"""

LEVELS: tuple[Level, ...] = ("full", "landlock", "limits")
"""The strongest first."""

KIB, MIB, GIB = 2**10, 2**20, 2**30


class Limits(NamedTuple):
    """How much one worker may use. Student code cannot start processes, so a limit per process bounds all of it."""

    memory_bytes: int = 4 * GIB
    """Address space beyond what the process has mapped when it is confined (RLIMIT_AS)."""
    disk_bytes: int = 64 * MIB
    """Size of the private tmpfs; only at level full, a caller has to watch its scratch folder at the others."""
    files: int = 2_000
    """Inodes of the private tmpfs; only at level full."""
    file_bytes: int = 64 * MIB
    """Size of one file (RLIMIT_FSIZE)."""
    open_files: int = 256
    """Descriptors (RLIMIT_NOFILE)."""
    threads: int = 64
    """Threads (RLIMIT_NPROC), where that limit binds."""
    cpu_seconds: int = 600
    """Processor time of all threads (RLIMIT_CPU). It does not pass while a process sleeps: keep a deadline as well."""
    stack_bytes: int = 8 * MIB
    """Stack of the main thread (RLIMIT_STACK)."""


def apply_limits(limits: Limits, *, others: int = 0) -> None:
    """Limit this process for good: both the soft and the hard limits are set.

    `others` is how many threads of other processes the kernel counts against `limits.threads`: none in a user
    namespace of one's own, else all that this user runs.
    """
    wanted = {
        "RLIMIT_AS": mapped_bytes() + limits.memory_bytes,
        "RLIMIT_FSIZE": limits.file_bytes,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_NPROC": others + limits.threads,
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_STACK": limits.stack_bytes,
        "RLIMIT_CORE": 0,
        # Memory and queues that no other limit sees.
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    for name, value in wanted.items():
        _lower(name, value)


def _lower(name: str, value: int) -> None:
    which = getattr(resource, name, None)
    if which is None:  # RLIMIT_MSGQUEUE is Linux's alone
        return
    hard = resource.getrlimit(which)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(which, (value, value))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise
        # macOS refuses some limits, RLIMIT_AS among them; the caller's deadline is what is left.


def mapped_bytes() -> int:
    """Address space that this process has mapped; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123  in each worker: no Path
            pages = file.read(100).split()[0]
    except OSError:
        return 0
    return int(pages) * resource.getpagesize()


def threads_of_user(uid: int) -> int:
    """How many threads the processes of a user have, as far as /proc shows; for RLIMIT_NPROC counts them all."""
    total = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                if entry.stat().st_uid == uid:
                    total += (Path(entry.path) / "task").stat().st_nlink - 2  # . and .. are links as well
    return total


def folder_bytes(folder: str | os.PathLike[str]) -> int:
    """Disk space that a folder's files take, for a watchdog where no tmpfs bounds them.

    It does not follow symbolic links, survives what vanishes meanwhile, and cannot be misled by sparse files: it
    counts blocks, not lengths.
    """
    block = 512  # POSIX's unit of st_blocks
    total = 0
    waiting = [os.fspath(folder)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    total += block * getattr(status, "st_blocks", -(-status.st_size // block))
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    return total
