"""Acts on the kernel: its less travelled calls, other people's queues, time, priorities, mounts."""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import time
from typing import TYPE_CHECKING, Final

from autograder.sandbox import kernel
from autograder.sandbox.acts import FORBIDDEN, Act, Layer
from autograder.sandbox.kernel import Mount, Namespace

if TYPE_CHECKING:
    from collections.abc import Callable

TIOCSTI: Final = 0x5412
NO_SUCH_KEY: Final = 0x5A4D_0BEE
"""A key of System V's that nobody uses: ENOENT means that one may ask."""
ANY: Final = 2**64 - 1
QUERY_PERSONALITY: Final = 0xFFFF_FFFF
KEYCTL_GET_KEYRING_ID: Final = 0
SYSLOG_READ_ALL: Final = 3
READ_LDT: Final = 0


def _descriptor(call: str, *arguments: kernel.Argument) -> Callable[[], str]:
    def attempt() -> str:
        os.close(kernel.syscall(call, *arguments))
        return "got a descriptor"

    return attempt


def _call(call: str, *arguments: kernel.Argument) -> Callable[[], int]:
    return lambda: kernel.syscall(call, *arguments)


def _mount() -> str:
    box = os.getcwd()  # noqa: PTH109  text for the kernel
    kernel.mount("tmpfs", box, "tmpfs", Mount.NOSUID)
    kernel.unmount(box)
    return "mounted a file system"


def _set_the_same_time() -> str:
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    return "set the clock"


def _set_the_same_name() -> int:
    name = os.uname().nodename.encode()
    return kernel.syscall("sethostname", name, len(name))


def _hurry() -> str:
    os.nice(-1)
    os.nice(1)
    return "raised its priority"


def _real_time() -> str:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return "ran in real time"


def _type_into_terminal() -> str:
    with open(os.devnull, "rb") as terminal:  # noqa: PTH123  where there is none, ENOTTY says that one may ask
        fcntl.ioctl(terminal, TIOCSTI, b"x")
    return "typed"


S: Final[tuple[Layer, ...]] = ("seccomp",)
SC: Final[tuple[Layer, ...]] = ("seccomp", "capabilities")
NSC: Final[tuple[Layer, ...]] = ("namespaces", "seccomp", "capabilities")
NO_SUCH_MACHINE: Final = FORBIDDEN | {errno.ENODEV}

ACTS: Final = (
    Act("join namespace", "enter another process's namespace", S, _call("setns", 0, Namespace.MOUNT)),
    Act("mount", "mount a file system", SC, _mount),
    Act("unmount", "unmount what hides something", SC, _call("umount2", b".", 0)),
    Act("new mount calls", "mount by the newer calls", SC, _descriptor("fsopen", b"tmpfs", 0)),
    Act("open tree", "copy a tree of mounts", SC, _descriptor("open_tree", kernel.AT_FDCWD, b".", 1)),
    Act(
        "mount flags",
        "make a read-only mount writable",
        SC,
        _call("mount_setattr", kernel.AT_FDCWD, b"/", 0, struct.pack("=4Q", 0, 0, 0, 0), 32),
    ),
    Act("change root", "change its root folder", SC, lambda: os.chroot("/")),
    Act("pivot root", "swap the root folder", SC, _call("pivot_root", b".", b".")),
    Act("keyrings", "use the kernel's keyrings", S, _call("keyctl", KEYCTL_GET_KEYRING_ID, ANY, 0)),
    Act("add key", "leave a key in the kernel", S, _call("add_key", b"user", b"sandbox-probe", b"x", 0, 0)),
    Act("bpf", "load programs into the kernel", S, _descriptor("bpf", 0, bytes(64), 64)),
    Act(
        "performance counters",
        "watch the processor's counters",
        S,
        _descriptor("perf_event_open", bytes(128), 0, ANY, ANY, 0),
    ),
    Act(
        "io_uring", "make calls past the filter, by io_uring", S, _descriptor("io_uring_setup", 1, bytes(120))
    ),
    Act("asynchronous io", "use up the host's asynchronous requests", S, _call("io_setup", 0, None)),
    Act("userfaultfd", "handle its own page faults", S, _descriptor("userfaultfd", 0)),
    Act("memory file", "keep memory in a file that no limit sees", S, _descriptor("memfd_create", b"x", 0)),
    Act("secret memory", "keep memory that the kernel cannot see", S, _descriptor("memfd_secret", 0)),
    Act("shared memory", "use System V shared memory", S, _call("shmget", NO_SUCH_KEY, 1, 0)),
    Act("semaphores", "use System V semaphores", S, _call("semget", NO_SUCH_KEY, 1, 0)),
    Act("message queues", "use System V message queues", S, _call("msgget", NO_SUCH_KEY, 0)),
    Act(
        "POSIX queues",
        "use POSIX message queues",
        S,
        _descriptor("mq_open", b"sandbox-probe", os.O_RDONLY, 0, None),
    ),
    Act("lock memory", "lock pages into memory", ("seccomp", "limits"), _call("mlock", 0, 0)),
    Act("kernel log", "read the kernel's log", SC, _call("syslog", SYSLOG_READ_ALL, bytes(64), 64)),
    Act("load module", "load a kernel module", SC, _call("init_module", None, 0, None)),
    Act("reboot", "reboot the machine", SC, _call("reboot", 0, 0, 0, None)),
    Act("swap", "swap to a file of its own", SC, _call("swapon", b"/nonexistent", 0)),
    Act("set clock", "set the machine's clock", SC, _set_the_same_time),
    Act("set host name", "rename the machine", NSC, _set_the_same_name),
    Act("personality", "change how the kernel treats it", S, _call("personality", QUERY_PERSONALITY)),
    Act("local descriptors", "use the processor's segment tables", S, _call("modify_ldt", READ_LDT, None, 0)),
    Act("ports", "use the machine's input and output ports", SC, _call("iopl", 3)),
    Act("raise priority", "raise its priority", ("seccomp", "capabilities", "limits"), _hurry),
    Act("real time", "run in real time", ("seccomp", "capabilities", "limits"), _real_time),
    Act(
        "choose processors",
        "choose its processors",
        S,
        lambda: os.sched_setaffinity(0, os.sched_getaffinity(0)),
    ),
    Act("type into terminal", "type commands into the judge's terminal", S, _type_into_terminal),
    Act("be dumped", "let others read its memory", S, _call("prctl", kernel.PR_SET_DUMPABLE, 1)),
    # Last, for where nothing stops it, everything after it happens in the new namespace.
    Act("unshare mounts", "enter a new mount namespace", SC, _call("unshare", Namespace.MOUNT)),
    Act("unshare user", "enter a new user namespace", S, _call("unshare", Namespace.USER)),
)
