"""What an act is that a confined worker must not get away with, and when it counts as refused."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

Layer = Literal["namespaces", "Landlock", "seccomp", "capabilities", "limits"]

FORBIDDEN: Final = frozenset({errno.EPERM, errno.EACCES, errno.ENOSYS})
"""The answers of who forbids. Any other error means that the act got past the guards and failed by its arguments."""

HIDDEN: Final = FORBIDDEN | {errno.ENOENT, errno.EROFS, errno.EXDEV, errno.ESRCH}
"""Where folders and processes are hidden: as good as forbidden is what is not there, or not writable."""

EXHAUSTED: Final = FORBIDDEN | {
    errno.ENOMEM,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EMFILE,
    errno.EAGAIN,
}
"""For limits: there is no more of it."""


class RefusedError(Exception):
    """An act was refused in a way that no system call says."""


class Act(NamedTuple):
    """Something that a submission may try.

    `attempt` really tries it, in a form that does no harm where nothing stops it, and gives what it got; OSError with
    one of `refusals`, or RefusedError, says that it was refused.
    """

    name: str
    what: str
    layers: tuple[Layer, ...]
    """Which layers of the wall refuse it, each by itself."""
    attempt: Callable[[], object]
    refusals: frozenset[int] = FORBIDDEN
    landlock: int = 1
    """Since which version Landlock refuses it, if it is among the layers."""
    remains: str = ""
    """What a submission can do where it is not refused, if `what` does not say it all."""
