"""The filter, read by a small interpreter of the kernel's filter language, and run by the kernel."""

import errno
import platform
import signal
import struct

import pytest

from autograder.sandbox import seccomp
from autograder.sandbox.syscalls import MACHINES, number

pytestmark = pytest.mark.skipif(
    platform.machine() not in MACHINES, reason=f"the filter is for {' and '.join(MACHINES)}"
)

PID = 4_321
REFUSED = seccomp.ERRNO | errno.EPERM
ABSENT = seccomp.ERRNO | errno.ENOSYS
PRETENDED = seccomp.ERRNO
INSTRUCTION = struct.Struct("=HBBI")


def decide(call, *arguments, chmod_works=True, machine=None):
    """What the filter answers to a call."""
    nr = call if isinstance(call, int) else number(call)
    if nr is None:
        pytest.skip(f"this machine has no {call}")
    machine = machine or seccomp.AUDIT_ARCH[MACHINES.index(platform.machine())]
    data = struct.pack("=IIQ6Q", nr, machine, 0, *[*arguments, 0, 0, 0, 0, 0, 0][:6])
    program = list(INSTRUCTION.iter_unpack(seccomp.compile_filter(PID, chmod_works=chmod_works)))
    position, accumulator = 0, 0
    while True:
        operation, if_true, if_false, constant = program[position]
        position += 1
        if operation == seccomp.LOAD_WORD:
            accumulator = struct.unpack_from("=I", data, constant)[0]
        elif operation == seccomp.AND:
            accumulator &= constant
        elif operation == seccomp.RETURN:
            return constant
        else:
            holds = accumulator == constant if operation == seccomp.JUMP_IF_EQUAL else accumulator >= constant
            position += if_true if holds else if_false


@pytest.mark.parametrize("call", ["read", "mmap", "futex", "getpid", "exit_group", "newfstatat", "recvmsg"])
def test_computing_is_allowed(call):
    assert decide(call) == seccomp.ALLOW


@pytest.mark.parametrize(
    "call",
    [
        "execve",
        "socket",
        "ptrace",
        "mount",
        "bpf",
        "io_uring_setup",
        "memfd_create",
        "setsid",
        "setsockopt",
        "truncate",
        "fork",
    ],
)
def test_what_is_not_listed_is_refused(call):
    assert decide(call) == REFUSED


@pytest.mark.parametrize("call", ["clone3", "openat2", 463, 999])
def test_newer_calls_seem_absent(call):
    assert decide(call) == ABSENT


def test_extended_attributes_seem_unsupported():
    assert decide("listxattr") == seccomp.ERRNO | errno.EOPNOTSUPP


def test_threads_may_be_cloned_but_not_processes_nor_namespaces():
    glibc = 0x3D0F00  # what pthread_create passes
    assert decide("clone", glibc) == seccomp.ALLOW
    assert decide("clone", signal.SIGCHLD) == REFUSED
    assert decide("clone", 0x4000 | 0x100 | signal.SIGCHLD) == REFUSED  # vfork
    for namespace in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert decide("clone", glibc | namespace) == REFUSED


@pytest.mark.parametrize("call", ["kill", "tgkill"])
@pytest.mark.parametrize("pid", [0, 1, PID - 1, PID + 1, 2**32 - 1, 2**32 - PID])
def test_signals_go_to_oneself_only(call, pid):
    assert decide(call, PID) == seccomp.ALLOW
    assert decide(call, pid) == REFUSED


def test_limits_may_be_read_and_not_set():
    assert decide("prlimit64", 0, 7, 0, 2**40) == seccomp.ALLOW
    for new in (2**12, 2**33, 2**40 + 2**12):
        assert decide("prlimit64", 0, 7, new, 0) == REFUSED
    assert decide("prlimit64", 1, 7, 0, 2**40) == REFUSED


def test_no_file_gets_a_set_id_bit():
    for bits in (0o4755, 0o2755, 0o6000):
        assert decide("openat", 0, 0, 0o101, bits) == REFUSED
        assert decide("fchmodat", 0, 0, bits) == REFUSED
        assert decide("fchmod", 3, bits, chmod_works=False) == REFUSED
        assert decide("mkdirat", 0, 0, bits) == REFUSED
    assert decide("openat", 0, 0, 0o101, 0o666) == seccomp.ALLOW


def test_changes_of_mode_and_times_pretend_where_landlock_stands_alone():
    assert decide("fchmodat", 0, 0, 0o600) == seccomp.ALLOW
    assert decide("fchmodat", 0, 0, 0o600, chmod_works=False) == PRETENDED
    assert decide("utimensat") == seccomp.ALLOW
    assert decide("utimensat", chmod_works=False) == PRETENDED


def test_a_file_opened_to_read_is_not_emptied():
    write_only, truncate = 1, 0o1000
    assert decide("openat", 0, 0, truncate, 0) == REFUSED
    assert decide("openat", 0, 0, write_only | truncate, 0) == seccomp.ALLOW


def test_a_terminal_may_be_asked_for_and_not_typed_into():
    assert decide("ioctl", 0, 0x5401) == seccomp.ALLOW
    assert decide("ioctl", 0, 0x5412) == REFUSED
    assert decide("ioctl", 0, 2**32 + 0x5412) == REFUSED


def test_other_machines_calls_kill():
    assert decide("read", machine=0x4000_0003) == seccomp.KILL_PROCESS  # i386
    assert decide(seccomp.X32_BIT) == seccomp.KILL_PROCESS


def test_the_program_is_short_enough_for_the_kernel():
    assert len(seccomp.compile_filter(PID, chmod_works=False)) // INSTRUCTION.size < 4_096


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 is x86's")
def test_the_kernel_kills_a_worker_that_uses_x32(run, level):
    told = run(
        """
        import ctypes
        libc = ctypes.CDLL(None)
        def body():
            libc.syscall(ctypes.c_long(0x40000000 + 39))
            tell("survived")
        tell(confined(body).wait())
        """,
        level,
    )
    assert told.values == [-signal.SIGSYS]
