"""A worker's own namespaces: entered by the template's child, in the moment after the fork."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from autograder.sandbox import kernel, root
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.kernel import Mount, Namespace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograder.sandbox.limits import Limits

WORKER_ID: Final = 65_534
"""User and group that a worker sees itself as."""


@contextmanager
def next_child_is_first() -> Iterator[None]:
    """Let the child forked inside be the first process of a new PID namespace.

    A process cannot leave its PID namespace, only send its children elsewhere. Sending one and then turning back
    spares the second fork, of a process of 300 MB, that is the usual way, and keeps the worker our own child.
    """
    home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    here = os.getpid()
    try:
        try:
            kernel.unshare(Namespace.PID)
        except OSError as error:
            raise SandboxError(
                f"this process cannot make a PID namespace ({error}); start it with launch(level='full')"
            ) from error
        try:
            yield
        finally:
            if os.getpid() == here:
                kernel.setns(home, Namespace.PID)
    finally:
        os.close(home)


def enter(box: str, limits: Limits) -> None:
    """Leave the template's world for one of this process's own, in which it has no power.

    The mounts are made while we still have the template's capabilities over them; the user namespace, entered
    last, leaves none that means anything outside itself.
    """
    kernel.unshare(Namespace.MOUNT | Namespace.NET | Namespace.IPC | Namespace.UTS | Namespace.CGROUP)
    root.mount_proc("/proc")
    _mount_box(box, limits)
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    kernel.unshare(Namespace.USER)
    kernel.write_id_maps(WORKER_ID, WORKER_ID, outer_uid=outer_uid, outer_gid=outer_gid)


def _mount_box(box: str, limits: Limits) -> None:
    options = f"size={limits.disk_bytes},nr_inodes={limits.files},mode=0700"
    kernel.mount("tmpfs", box, "tmpfs", Mount.NOSUID | Mount.NODEV | Mount.NOEXEC, options)
