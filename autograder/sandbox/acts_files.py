"""Acts on files: reading what is not the worker's, writing anywhere but in its box."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autograder.sandbox import kernel
from autograder.sandbox.acts import HIDDEN, Act, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARY: Final = Path(os.__file__)
"""A file that a worker reads, and must not change."""

PASSWORDS: Final = Path("/etc/passwd")
WORLD_WRITABLE: Final = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", "/")  # noqa: S108  that is the point
HOMES: Final = ("/home", "/root")


def _first_that_works(tries: list[Callable[[], object]]) -> object:
    """Make all tries: what the first that succeeds gives, else the last's error."""
    error: OSError | None = None
    for attempt in tries:
        try:
            return attempt()
        except OSError as failed:
            error = failed
    raise error or RefusedError("there is nothing to try it on")


def _create(folder: str | Path) -> str:
    place = Path(folder) / f"sandbox-probe-{os.getpid()}"
    place.touch(exist_ok=False)
    place.unlink()
    return f"made {place}"


def _changes_its_status(act: Callable[[os.stat_result], None]) -> str:
    """Whether an act on LIBRARY had an effect, by its time of change: a call that pretends to work has none."""
    before = LIBRARY.stat()
    act(before)
    if LIBRARY.stat().st_ctime_ns == before.st_ctime_ns:
        raise RefusedError("the call says that it worked, and nothing has changed")
    return f"changed {LIBRARY}"


def _same_mode(before: os.stat_result) -> None:
    LIBRARY.chmod(stat.S_IMODE(before.st_mode))


def _same_times(before: os.stat_result) -> None:
    os.utime(LIBRARY, ns=(before.st_atime_ns, before.st_mtime_ns))


def _same_owner(before: os.stat_result) -> None:
    os.chown(LIBRARY, before.st_uid, before.st_gid)


def _same_length() -> str:
    os.truncate(LIBRARY, LIBRARY.stat().st_size)
    return "cut it"


def _open_to_write() -> str:
    with LIBRARY.open("r+b"):
        return f"opened {LIBRARY} to write"


def _emptying_while_reading() -> str:
    place = Path("emptied")
    place.write_bytes(b"x")
    try:
        os.close(os.open(place, os.O_RDONLY | os.O_TRUNC))
        return "emptied a file opened to read"
    finally:
        place.unlink()


def _set_user_id() -> str:
    place = Path("set-user-id")
    try:
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o700))
        with contextlib.suppress(PermissionError):
            place.chmod(0o4700)
            if place.stat().st_mode & stat.S_ISUID:
                return "made a set-user-ID file"
        place.unlink()
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY, 0o4700))
        return "created a set-user-ID file"
    finally:
        place.unlink(missing_ok=True)


def _through_a_link() -> str:
    link = Path("way-out")
    link.symlink_to(PASSWORDS)
    try:
        return f"{len(link.read_bytes())} bytes"
    finally:
        link.unlink()


def _hard_link() -> str:
    link = Path("hard-link")
    os.link(LIBRARY, link)
    link.unlink()
    return "linked it into the box"


def _device_node() -> str:
    node = Path("device")
    os.mknod(node, stat.S_IFCHR | 0o600, os.makedev(1, 1))
    node.unlink()
    return "made a device"


def _by_handle() -> str:
    handle = (8).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(8)
    os.close(kernel.syscall("open_by_handle_at", kernel.AT_FDCWD, handle, os.O_RDONLY))
    return "opened a file by its number"


def _watch() -> str:
    os.close(kernel.syscall("inotify_init1", 0))
    return "made a watch"


ACTS: Final = (
    Act(
        "read passwords",
        "read /etc/passwd",
        ("namespaces", "Landlock"),
        lambda: f"{len(PASSWORDS.read_bytes())} bytes",
        HIDDEN,
    ),
    Act(
        "read homes",
        "list people's home folders",
        ("namespaces", "Landlock"),
        lambda: _first_that_works([lambda home=home: list(Path(home).iterdir())[:3] for home in HOMES]),  # type: ignore[misc]
        HIDDEN,
    ),
    Act("list root", "list /", ("Landlock",), lambda: [str(path) for path in Path("/").iterdir()], HIDDEN),
    Act(
        "follow link out",
        "read /etc/passwd through a symbolic link",
        ("namespaces", "Landlock"),
        _through_a_link,
        HIDDEN,
    ),
    Act(
        "look outside",
        "ask whether a file outside exists, how long it is and when it changed",
        ("namespaces",),
        lambda: f"{PASSWORDS.stat().st_size} bytes",
        HIDDEN,
    ),
    Act(
        "read template's environment",
        "read the environment that its template was started with",
        ("Landlock",),
        lambda: f"{len(Path('/proc/self/environ').read_bytes())} bytes",
        HIDDEN,
    ),
    Act(
        "read devices",
        "list /dev and /sys",
        ("namespaces", "Landlock"),
        lambda: _first_that_works([lambda: os.listdir("/sys"), lambda: os.listdir("/dev/disk")]),  # noqa: PTH208
        HIDDEN,
    ),
    Act(
        "write outside",
        "make a file in a folder open to everyone",
        ("namespaces", "Landlock"),
        lambda: _first_that_works([lambda folder=folder: _create(folder) for folder in WORLD_WRITABLE]),  # type: ignore[misc]
        HIDDEN,
    ),
    Act(
        "write library",
        "write into Python's library",
        ("namespaces", "Landlock"),
        _open_to_write,
        HIDDEN,
    ),
    Act(
        "add to library",
        "add a module to Python's library",
        ("namespaces", "Landlock"),
        lambda: _create(LIBRARY.parent),
        HIDDEN,
    ),
    Act(
        "cut library",
        "shorten a file of Python's library",
        ("namespaces", "Landlock", "seccomp"),
        _same_length,
        HIDDEN,
    ),
    Act(
        "change library's mode",
        "change the mode of a file of Python's library",
        ("namespaces", "seccomp"),
        lambda: _changes_its_status(_same_mode),
        HIDDEN,
    ),
    Act(
        "change library's times",
        "change the times of a file of Python's library",
        ("namespaces", "seccomp"),
        lambda: _changes_its_status(_same_times),
        HIDDEN,
    ),
    Act(
        "change owner",
        "change a file's owner",
        ("seccomp",),
        lambda: _changes_its_status(_same_owner),
        HIDDEN,
    ),
    Act(
        "link library",
        "make a hard link to a file outside",
        ("namespaces", "Landlock", "seccomp"),
        _hard_link,
        HIDDEN,
    ),
    Act("empty while reading", "empty a file that it opened to read", ("seccomp",), _emptying_while_reading),
    Act("set-user-ID file", "make a set-user-ID file", ("seccomp",), _set_user_id),
    Act("device node", "make a device node", ("Landlock", "seccomp", "capabilities"), _device_node),
    Act(
        "open by handle",
        "open a file by its number, past all folders",
        ("seccomp", "capabilities"),
        _by_handle,
    ),
    Act("watch files", "watch what others do to files", ("seccomp",), _watch),
    Act(
        "change kernel settings",
        "open a setting in /proc/sys to write",
        ("namespaces", "Landlock"),
        lambda: os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY)),
        HIDDEN,
    ),
)
