"""Landlock: which files a worker may touch, and that it reaches no socket and no process outside itself.

Written on the three system calls and not on PyPI's py-landlock 0.1.1: that one cannot allow a single file (it asks for
folder rights, and the kernel says EINVAL), calls itself alpha, and costs 19 ms to import.
"""

from __future__ import annotations

import os
import stat
import struct
from enum import IntFlag
from typing import TYPE_CHECKING, Final

from autograder.sandbox import kernel

if TYPE_CHECKING:
    from collections.abc import Iterable


class Access(IntFlag):
    """Rights to files (linux/landlock.h: LANDLOCK_ACCESS_FS_…)."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


READ: Final = Access.READ_FILE | Access.READ_DIR
BOX: Final = (
    READ
    | Access.WRITE_FILE
    | Access.REMOVE_DIR
    | Access.REMOVE_FILE
    | Access.MAKE_DIR
    | Access.MAKE_REG
    | Access.MAKE_SYM
    | Access.REFER
    | Access.TRUNCATE
)
OF_FILES: Final = Access.EXECUTE | Access.WRITE_FILE | Access.READ_FILE | Access.TRUNCATE | Access.IOCTL_DEV
"""The rights that mean something for a file; the kernel refuses the others there."""

SINCE_VERSION_1: Final = Access(2**13 - 1)
SINCE_VERSION: Final = {2: Access.REFER, 3: Access.TRUNCATE, 5: Access.IOCTL_DEV}

NET_TCP: Final = 0b11
"""Bind and connect, since version 4."""
SCOPE_SOCKETS_AND_SIGNALS: Final = 0b11
"""Abstract unix sockets and signals of processes outside, since version 6."""
NET_SINCE, SCOPE_SINCE, LOG_SINCE = 4, 6, 7

CREATE_RULESET_VERSION: Final = 1
RULE_PATH_BENEATH: Final = 1
RESTRICT_SELF_LOG_SAME_EXEC_OFF: Final = 1
"""What a student's code is refused is no news for the host's audit log, which it could flood."""


def version() -> int:
    """The kernel's version of Landlock; 0 if it has none, or not switched on."""
    try:
        return kernel.syscall("landlock_create_ruleset", None, 0, CREATE_RULESET_VERSION)
    except OSError:
        return 0


def restrict(grants: Iterable[tuple[str, Access]]) -> None:
    """Allow this process what is granted on these paths and beneath, and nothing else, for good.

    A path that does not exist grants nothing. Needs no_new_privs.
    """
    known = version()
    handled = SINCE_VERSION_1
    for since, right in SINCE_VERSION.items():
        if known >= since:
            handled |= right
    ruleset = _create(handled, known)
    try:
        for path, access in grants:
            _grant(ruleset, path, access & handled)
        kernel.syscall(
            "landlock_restrict_self", ruleset, RESTRICT_SELF_LOG_SAME_EXEC_OFF if known >= LOG_SINCE else 0
        )
    finally:
        os.close(ruleset)


def _create(handled: Access, known: int) -> int:
    fields = [int(handled)]
    if known >= NET_SINCE:
        fields.append(NET_TCP)
    if known >= SCOPE_SINCE:
        fields.append(SCOPE_SOCKETS_AND_SIGNALS)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    return kernel.syscall("landlock_create_ruleset", attributes, len(attributes), 0)


def _grant(ruleset: int, path: str, access: Access) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            access &= OF_FILES
        rule = struct.pack("=Qi", access, place)
        kernel.syscall("landlock_add_rule", ruleset, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
