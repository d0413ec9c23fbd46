"""The outer wall: between the judge's fork and the template's exec, this program builds it and stays as its keeper.

`launch` starts it with a Wall as JSON for its argument. It forks: the child builds the wall and executes the template;
the parent waits, kills the child when the judge ends, and ends as the child did.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from autograder.sandbox import kernel, root
from autograder.sandbox.kernel import Namespace

if TYPE_CHECKING:
    from autograder.sandbox.limits import Level

WALL_FAILED: Final = 97
"""Exit code: a wall could not be built, and so nothing was run behind it."""

NOBODY: Final = 65_534
"""The user and group that a template becomes where root starts it: owns nothing, on every Linux."""

READABLE_VARIABLE: Final = "SANDBOX_READABLE"
"""Environment variable in which the template learns what its workers may read."""

HOST_NAME: Final = b"sandbox"


class Wall(NamedTuple):
    """What to run, and behind which wall."""

    level: Level
    command: list[str]
    env: dict[str, str]
    readable: list[str]
    keep_fds: list[int]
    judge: int
    """The judge's process ID."""


def main() -> None:
    """Build the wall that the last argument describes."""
    wall = Wall(**json.loads(sys.argv[-1]))
    try:
        _run(wall)
    except OSError as error:
        _fail(wall, error)


def _run(wall: Wall) -> None:
    keeper = kernel.open_process(os.getpid())
    judge = kernel.open_process(wall.judge)
    if os.getppid() != wall.judge:
        raise ProcessLookupError("the judge ended while its template started")
    if wall.level == "full":
        _leave_the_host(wall.readable)
    child = os.fork()
    if child == 0:
        try:
            _become_template(wall, keeper)
        except BaseException as error:  # noqa: BLE001  never fall back into the keeper's code
            _fail(wall, error)
    for descriptor in (0, *wall.keep_fds):  # the judge is to see the template's ends close with the template
        os.close(descriptor)
    os._exit(_keep(child, judge))


def _leave_the_host(readable: list[str]) -> None:
    """Move into namespaces of our own, in which we hold every capability, as an ordinary user outside."""
    new = (
        Namespace.USER
        | Namespace.MOUNT
        | Namespace.PID
        | Namespace.NET
        | Namespace.IPC
        | Namespace.UTS
        | Namespace.CGROUP
    )
    if os.geteuid() == 0:
        # Root binds what the ordinary user may not reach, such as a Python below /root, and only then becomes it.
        kernel.unshare(Namespace.MOUNT)
        root.build(readable)
        _become_nobody()
        uid, gid = os.geteuid(), os.getegid()
        kernel.unshare(new)
        kernel.write_id_maps(0, 0, outer_uid=uid, outer_gid=gid)
    else:
        uid, gid = os.geteuid(), os.getegid()
        kernel.unshare(new)
        kernel.write_id_maps(0, 0, outer_uid=uid, outer_gid=gid)
        root.build(readable)


def _become_nobody() -> None:
    if not _is_mapped(NOBODY):
        return  # root of a user namespace of one user, who is an ordinary one outside
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else /proc/self, with our uid_map in it, stays root's


def _is_mapped(uid: int) -> bool:
    with open("/proc/self/uid_map", encoding="ascii") as file:  # noqa: PTH123  lines are all we want
        ranges = [tuple(map(int, line.split())) for line in file]
    return any(first <= uid < first + count for first, _, count in ranges)


def _become_template(wall: Wall, keeper: int) -> NoReturn:
    kernel.die_with_parent(signal.SIGKILL)
    if _has_ended(keeper):  # before it could be heard of
        os._exit(WALL_FAILED)
    if wall.level == "full":
        kernel.syscall("sethostname", HOST_NAME, len(HOST_NAME))
        root.enter()
    else:
        os.chdir("/")
    kernel.forbid_new_privileges()
    environment = wall.env | {READABLE_VARIABLE: os.pathsep.join(wall.readable)}
    os.execve(wall.command[0], wall.command, environment)  # noqa: S606  a shell is the last thing wanted here


def _has_ended(process: int) -> bool:
    return bool(select.select([process], [], [], 0)[0])


def _keep(child: int, judge: int) -> int:
    """Wait for the child; kill it when the judge ends first. Give the exit code to end with, as a shell would."""
    template = kernel.open_process(child)
    ended, _, _ = select.select([judge, template], [], [])
    if template not in ended:
        kernel.signal_process(template, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else 128 - code


def _fail(wall: Wall, error: BaseException) -> NoReturn:
    remedy = (
        "; user namespaces may be forbidden here, by the host or by a container"
        if wall.level == "full"
        else ""
    )
    message = f"the wall of level '{wall.level}' cannot be built: {type(error).__name__}: {error}{remedy}\n"
    os.write(2, message.encode())
    os._exit(WALL_FAILED)
