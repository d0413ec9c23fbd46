"""Acts on processes: starting any, seeing, signalling or tracing others, becoming someone else."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autograder.sandbox import kernel
from autograder.sandbox.acts import HIDDEN, Act, RefusedError
from autograder.sandbox.kernel import Namespace
from autograder.sandbox.worlds import WORKER_ID

if TYPE_CHECKING:
    from collections.abc import Callable

NO_SIGNAL: Final = 0
"""Asks whether a signal could be sent, and sends none."""

BAD_POINTER: Final = 1
"""Makes an exec that is let through fail with EFAULT, with the old program still there."""

PTRACE_SEIZE: Final = 0x4206
CLONE_ARGUMENTS_BYTES: Final = 64
CAP_SYS_ADMIN: Final = 1 << 21


def _stranger() -> int:
    """Some other process: the parent, or where that is out of sight whoever comes next."""
    return os.getppid() or os.getpid() + 1


def _forked(fork: Callable[[], int]) -> str:
    child = fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "started a process"


def _spawn() -> str:
    child = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(child, 0)
    return "started a program"


def _clone(flags: int) -> Callable[[], str]:
    return lambda: _forked(lambda: kernel.syscall("clone", flags | signal.SIGCHLD, 0, 0, 0, 0))


def _clone3() -> str:
    arguments = bytearray(CLONE_ARGUMENTS_BYTES)
    struct.pack_into("=Q", arguments, 32, signal.SIGCHLD)
    return _forked(lambda: kernel.syscall("clone3", bytes(arguments), len(arguments)))


def _read_memory() -> str:
    mine = ctypes.create_string_buffer(8)
    here = struct.pack("PN", ctypes.addressof(mine), 8)
    there = struct.pack("PN", 2**22, 8)
    kernel.syscall("process_vm_readv", _stranger(), here, 1, there, 1, 0)
    return "read it"


def _signal_by_descriptor() -> str:
    own = kernel.open_process(os.getpid())
    try:
        kernel.signal_process(own, NO_SIGNAL)
        return "signalled"
    finally:
        os.close(own)


def _signal_by_pipe() -> str:
    reading, writing = os.pipe()
    try:
        fcntl.fcntl(reading, fcntl.F_SETOWN, _stranger())
        return "made another process the receiver of signals"
    finally:
        os.close(reading)
        os.close(writing)


def _others_in_proc() -> str:
    others = [
        path.name for path in Path("/proc").iterdir() if path.name.isdigit() and path.name != str(os.getpid())
    ]
    if not others:
        raise RefusedError("there is only itself")
    return f"{len(others)} other processes"


def _environment_of_others() -> str:
    return f"{len(Path(f'/proc/{_stranger()}/environ').read_bytes())} bytes"


def _in_a_thread(act: Callable[[], object]) -> object:
    """Do it in a thread of its own: Linux changes identities thread by thread, and this one ends."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()


def _become(call: str, kept: int) -> object:
    other = WORKER_ID if kept == 0 else 0
    return _in_a_thread(lambda: kernel.syscall(call, other, other, other))


def _regain_capabilities() -> object:
    header = struct.pack("Ii", kernel.LINUX_CAPABILITY_VERSION_3, 0)
    wanted = struct.pack("6I", CAP_SYS_ADMIN, CAP_SYS_ADMIN, 0, 0, 0, 0)
    return _in_a_thread(lambda: kernel.syscall("capset", header, wanted))


def _unseal() -> str:
    kernel.die_with_parent(signal.SIGKILL)  # the same signal again: a harmless change
    return "changed which signal it gets when its template ends"


ACTS: Final = (
    Act("fork", "start a process", ("seccomp",), lambda: _forked(os.fork)),
    Act("spawn", "start a program", ("Landlock", "seccomp"), _spawn),
    Act("clone", "start a process by clone", ("seccomp",), _clone(0)),
    Act("clone3", "start a process by clone3", ("seccomp",), _clone3),
    Act(
        "clone into namespace",
        "start a process in a new user namespace",
        ("seccomp",),
        _clone(Namespace.USER),
    ),
    Act(
        "exec",
        "become another program",
        ("Landlock", "seccomp"),
        lambda: kernel.syscall("execve", b"/bin/true", BAD_POINTER, None),
    ),
    Act(
        "execveat",
        "become another program by execveat",
        ("Landlock", "seccomp"),
        lambda: kernel.syscall("execveat", kernel.AT_FDCWD, b"/bin/true", BAD_POINTER, None, 0),
    ),
    Act("see processes", "see other processes in /proc", ("namespaces", "Landlock"), _others_in_proc, HIDDEN),
    Act(
        "read others' environment",
        "read the environment of another process",
        ("namespaces", "Landlock"),
        _environment_of_others,
        HIDDEN,
    ),
    Act(
        "signal parent",
        "signal its template",
        ("namespaces", "Landlock", "seccomp"),
        lambda: os.kill(_stranger(), NO_SIGNAL),
        HIDDEN,
        landlock=6,
    ),
    Act(
        "signal all",
        "signal every process it may",
        ("namespaces", "seccomp"),
        lambda: os.kill(-1, NO_SIGNAL),
        HIDDEN,
    ),
    Act("signal group", "signal a group of processes", ("seccomp",), lambda: os.killpg(0, NO_SIGNAL)),
    Act(
        "queue signal",
        "queue a signal for another process",
        ("namespaces", "Landlock", "seccomp"),
        lambda: kernel.syscall("rt_sigqueueinfo", _stranger(), NO_SIGNAL, bytes(128)),
        HIDDEN,
        landlock=6,
    ),
    Act(
        "signal thread",
        "signal another process's thread",
        ("namespaces", "Landlock", "seccomp"),
        lambda: kernel.syscall("tkill", _stranger(), NO_SIGNAL),
        HIDDEN,
        landlock=6,
    ),
    Act(
        "process descriptor", "hold and signal a process by a descriptor", ("seccomp",), _signal_by_descriptor
    ),
    Act("signal by pipe", "have a pipe signal another process", ("seccomp",), _signal_by_pipe),
    Act(
        "trace",
        "trace another process",
        ("namespaces", "Landlock", "seccomp"),
        lambda: kernel.syscall("ptrace", PTRACE_SEIZE, _stranger(), 0, 0),
        HIDDEN,
    ),
    Act(
        "read memory",
        "read another process's memory",
        ("namespaces", "Landlock", "seccomp"),
        _read_memory,
        HIDDEN,
    ),
    Act(
        "take descriptor",
        "take a descriptor out of another process",
        ("seccomp",),
        lambda: kernel.syscall("pidfd_getfd", 0, 0, 0),
    ),
    Act(
        "compare processes",
        "compare what two processes share",
        ("seccomp",),
        lambda: kernel.syscall("kcmp", os.getpid(), os.getpid(), 0, 0, 0),
    ),
    Act("leave session", "leave its session", ("seccomp",), os.setsid),
    Act("leave group", "leave its process group", ("seccomp",), lambda: os.setpgid(0, 0)),
    Act("outlive template", "outlive its template", ("seccomp",), _unseal),
    Act("change user", "become another user", ("seccomp",), lambda: _become("setresuid", os.getuid())),
    Act("change group", "become another group", ("seccomp",), lambda: _become("setresgid", os.getgid())),
    Act(
        "change groups",
        "join other groups",
        ("seccomp", "capabilities"),
        lambda: _in_a_thread(lambda: kernel.syscall("setgroups", 0, None)),
    ),
    Act("regain capabilities", "take capabilities", ("seccomp", "capabilities"), _regain_capabilities),
)
