"""Linux's calls that Python 3.11 has no function for: namespaces, mounts, capabilities, prctl.

Every function raises OSError with the call's name in it. Nothing is loaded on import, so that the module imports
anywhere.
"""

from __future__ import annotations

import ctypes
import os
import struct
from enum import IntFlag
from functools import cache
from typing import Final

from autograder.sandbox.syscalls import number


class Namespace(IntFlag):
    """Kinds of namespaces (sched.h: CLONE_NEW…)."""

    MOUNT = 0x0002_0000
    CGROUP = 0x0200_0000
    UTS = 0x0400_0000
    IPC = 0x0800_0000
    USER = 0x1000_0000
    PID = 0x2000_0000
    NET = 0x4000_0000


class Mount(IntFlag):
    """Flags of mount (mount.h: MS_…)."""

    NOSUID = 1 << 1
    NODEV = 1 << 2
    NOEXEC = 1 << 3
    BIND = 1 << 12
    REC = 1 << 14
    PRIVATE = 1 << 18


class MountAttribute(IntFlag):
    """Flags of mount_setattr (mount.h: MOUNT_ATTR_…)."""

    RDONLY = 1 << 0
    NOSUID = 1 << 1
    NODEV = 1 << 2
    NOEXEC = 1 << 3


AT_FDCWD: Final = -100
AT_RECURSIVE: Final = 0x8000
MNT_DETACH: Final = 2

# prctl.h
PR_SET_PDEATHSIG: Final = 1
PR_GET_DUMPABLE: Final = 3
PR_SET_DUMPABLE: Final = 4
PR_SET_NAME: Final = 15
PR_GET_NAME: Final = 16
PR_SET_SECCOMP: Final = 22
PR_CAPBSET_READ: Final = 23
PR_CAPBSET_DROP: Final = 24
PR_SET_NO_NEW_PRIVS: Final = 38
PR_GET_NO_NEW_PRIVS: Final = 39
PR_CAP_AMBIENT: Final = 47
PR_CAP_AMBIENT_CLEAR_ALL: Final = 4

LINUX_CAPABILITY_VERSION_3: Final = 0x2008_0522
MOST_CAPABILITIES: Final = 64
"""The kernel keeps them in 64 bits; the higher ones do not exist yet."""

Argument = int | bytes | None | ctypes.Array[ctypes.c_char]


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def syscall(name: str, *arguments: Argument) -> int:
    """Make a system call by name; bytes, buffers and None are passed as pointers."""
    nr = number(name)
    if nr is None:
        raise OSError(_no_such_call(), f"{name}: this machine has no such call")
    ctypes.set_errno(0)
    return _checked(name, _libc().syscall(ctypes.c_long(nr), *map(_wide, arguments)))


def _no_such_call() -> int:
    import errno  # noqa: PLC0415  only on the way to an error

    return errno.ENOSYS


def _wide(argument: Argument) -> object:
    """An int as wide as a register: ctypes would pass the lower half only."""
    return ctypes.c_ulong(argument) if isinstance(argument, int) else argument


def _checked(what: str, result: int) -> int:
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def unshare(kinds: Namespace) -> None:
    """Move this process (for PID: its future children) into new namespaces."""
    syscall("unshare", int(kinds))


def setns(descriptor: int, kind: Namespace) -> None:
    """Move this process (for PID: its future children) into the namespace of a descriptor."""
    syscall("setns", descriptor, int(kind))


def open_process(pid: int) -> int:
    """Open a descriptor of a process, which is readable when it has ended.

    Python has functions for this and the next only if it was built on a recent system: conda's was not.
    """
    return syscall("pidfd_open", pid, 0)


def signal_process(process: int, number_of_signal: int) -> None:
    """Send a signal to the process of a descriptor, and never to one that got its number later."""
    syscall("pidfd_send_signal", process, number_of_signal, None, 0)


def mount(source: str, target: str, kind: str | None, flags: Mount, data: str | None = None) -> None:
    """Mount something, or change what is mounted."""
    encoded = [os.fsencode(text) if text is not None else None for text in (source, target, kind)]
    options = data.encode() if data is not None else None
    try:
        syscall("mount", *encoded, int(flags), options)
    except OSError as error:
        raise OSError(error.errno, f"mount {target}: {os.strerror(error.errno or 0)}") from None


def unmount(target: str) -> None:
    """Detach what is mounted there, and what is mounted in it."""
    syscall("umount2", os.fsencode(target), MNT_DETACH)


def enter_root(folder: str) -> None:
    """Make a mounted folder the root of this mount namespace, and let go of the old root."""
    os.chdir(folder)
    # Both arguments the same: the old root is then stacked over the new one, and needs no folder to be put in.
    syscall("pivot_root", b".", b".")
    unmount(".")
    os.chdir("/")


def prctl(option: int, *arguments: Argument) -> int:
    """Change or read something about this process."""
    given = [*arguments, 0, 0, 0, 0][:4]
    return syscall("prctl", option, *given)


def die_with_parent(number_of_signal: int) -> None:
    """Get a signal when the thread that forked this process ends; lost when credentials change."""
    prctl(PR_SET_PDEATHSIG, number_of_signal)


def forbid_new_privileges() -> None:
    """Never gain privileges again, not by executing a set-user-ID program either; seccomp and Landlock require it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up every capability for good."""
    for capability in range(MOST_CAPABILITIES):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            # Past the last one; or without CAP_SETPCAP, and then no_new_privs is what keeps the set from being used.
            break
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("Ii", LINUX_CAPABILITY_VERSION_3, 0)
    nothing = bytes(2 * 3 * 4)  # two halves of effective, permitted and inheritable
    syscall("capset", header, nothing)


def write_id_maps(uid: int, gid: int, *, outer_uid: int, outer_gid: int) -> None:
    """In a user namespace just entered: be `uid` and `gid`, who are `outer_uid` and `outer_gid` outside."""
    for name, text in (
        ("setgroups", "deny"),  # without it an ordinary user may not map groups
        ("uid_map", f"{uid} {outer_uid} 1"),
        ("gid_map", f"{gid} {outer_gid} 1"),
    ):
        descriptor = os.open(f"/proc/self/{name}", os.O_WRONLY)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)


def change_mount(path: str, flags: MountAttribute, *, recursive: bool = True) -> None:
    """Set flags on a mount, and on all that are mounted in it; flags that it has already stay."""
    attributes = struct.pack("=4Q", flags, 0, 0, 0)
    syscall(
        "mount_setattr",
        AT_FDCWD,
        os.fsencode(path),
        AT_RECURSIVE if recursive else 0,
        attributes,
        len(attributes),
    )
