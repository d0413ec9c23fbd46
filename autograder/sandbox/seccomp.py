"""Which system calls a worker may make: a list of what computing needs, and everything else is refused.

A list of what is allowed keeps its promise when the next kernel brings a new call. It is compiled here to the kernel's
filter language (seccomp(2), "cBPF"), sixty lines, and not by libseccomp: its binding on PyPI, pyseccomp 0.1.2, has
had no release since 2021, has no types, runs ldconfig when it is imported (40 ms), and fails on hosts without
libseccomp.so.2. For the kernel, plain entries cost nothing: since
Linux 5.11 it keeps a bitmap of what a filter always allows.
"""

from __future__ import annotations

import errno
import os
import struct
from functools import cache
from typing import Final, NamedTuple

from autograder.sandbox import kernel
from autograder.sandbox.kernel import Namespace
from autograder.sandbox.syscalls import LAST_KNOWN, machine_index, number


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PLAIN: Final = _names(
    # Descriptors and files: which ones is Landlock's and the mount namespace's affair.
    "read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 close close_range lseek "
    "stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat "
    "getdents getdents64 getcwd chdir fchdir rmdir unlink unlinkat rename renameat renameat2 symlink symlinkat "
    "ftruncate fallocate fsync fdatasync flock dup dup2 dup3 pipe pipe2 umask sendfile copy_file_range fadvise64 "
    "readahead poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 "
    "eventfd eventfd2 "
    # The sockets it was given; it can neither make nor configure any.
    "sendto recvfrom sendmsg recvmsg shutdown getsockname getpeername getsockopt "
    # Memory.
    "mmap mprotect munmap mremap madvise msync brk membarrier "
    # Threads and itself.
    "futex futex_waitv set_robust_list get_robust_list rseq set_tid_address exit exit_group gettid getpid getppid "
    "getpgid getpgrp getsid sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_getattr "
    "sched_get_priority_max sched_get_priority_min sched_rr_get_interval getpriority getcpu wait4 waitid arch_prctl "
    "getuid geteuid getgid getegid getresuid getresgid getgroups capget getrandom uname sysinfo getrusage getrlimit "
    # Signals within the process, and time.
    "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack pause "
    "restart_syscall clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getitimer "
    "setitimer alarm"
)

ABSENT: Final = _names("clone3 openat2 futex_wake futex_wait futex_requeue")
"""Refused as if the kernel had no such call, so that libc takes the older one, whose arguments a filter can see."""

NO_ATTRIBUTES: Final = _names(
    "getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr setxattr lsetxattr fsetxattr "
    "removexattr lremovexattr fremovexattr"
)
"""Refused as on a file system without extended attributes: Python's shutil knows that answer and goes on."""

MODE_CALLS: Final = {"chmod": 1, "fchmod": 1, "fchmodat": 2, "fchmodat2": 2}
"""Calls that change a file's mode, and which argument (from 0) is the mode."""

TIME_CALLS: Final = ("utime", "utimes", "futimesat", "utimensat")

WHOLE: Final = 0xFFFF_FFFF
"""Mask: compare all of an argument's lower half, which is all that the kernel reads of an int."""

SET_ID_BITS: Final = 0o6000

CLONE_VM, CLONE_SIGHAND, CLONE_THREAD = 0x100, 0x800, 0x1_0000
A_THREAD: Final = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD
ANY_NAMESPACE: Final = int(
    Namespace.MOUNT
    | Namespace.CGROUP
    | Namespace.UTS
    | Namespace.IPC
    | Namespace.USER
    | Namespace.PID
    | Namespace.NET
)

# fcntl.h. Not F_SETOWN, F_SETSIG (signals to others), F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ (memory of the kernel).
FCNTL_COMMANDS: Final = (
    0,  # F_DUPFD
    1,  # F_GETFD
    2,  # F_SETFD
    3,  # F_GETFL
    4,  # F_SETFL
    5,  # F_GETLK
    6,  # F_SETLK
    7,  # F_SETLKW
    36,  # F_OFD_GETLK
    37,  # F_OFD_SETLK
    38,  # F_OFD_SETLKW
    1030,  # F_DUPFD_CLOEXEC
    1032,  # F_GETPIPE_SZ
    1034,  # F_GET_SEALS
)

# ioctls.h: what Python and libc ask of any descriptor. Not TIOCSTI, which types into a terminal.
IOCTL_COMMANDS: Final = (
    0x5401,  # TCGETS: isatty
    0x802C_542A,  # TCGETS2: isatty of newer libcs
    0x5413,  # TIOCGWINSZ
    0x541B,  # FIONREAD
    0x5421,  # FIONBIO
    0x5450,  # FIONCLEX
    0x5451,  # FIOCLEX
)

PRCTL_OPTIONS: Final = (
    kernel.PR_GET_DUMPABLE,
    kernel.PR_SET_NAME,
    kernel.PR_GET_NAME,
    kernel.PR_CAPBSET_READ,
    kernel.PR_GET_NO_NEW_PRIVS,
    0x5356_4D41,  # PR_SET_VMA: libc names its memory
)

OPEN_FLAGS: Final = os.O_RDONLY | os.O_WRONLY | os.O_RDWR | getattr(os, "O_ACCMODE", 3) | os.O_TRUNC
# O_RDONLY with O_TRUNC empties a file that Landlock before its third version thinks is only read.
OPENINGS: Final = (
    os.O_RDONLY,
    os.O_WRONLY,
    os.O_RDWR,
    os.O_WRONLY | os.O_TRUNC,
    os.O_RDWR | os.O_TRUNC,
)


class Condition(NamedTuple):
    """What an argument must be: one of `values` where `mask` has bits; of its lower or its upper half."""

    argument: int
    values: tuple[int, ...]
    mask: int = WHOLE
    upper: bool = False


class Rule(NamedTuple):
    """A call that is allowed when all conditions hold."""

    call: str
    conditions: tuple[Condition, ...]


def rules(pid: int) -> list[Rule]:
    """What a worker with this process ID may do with calls whose arguments matter."""

    def no_set_id(call: str, mode: int, *more: Condition) -> Rule:
        return Rule(call, (Condition(mode, (0,), SET_ID_BITS), *more))

    return [
        Rule("clone", (Condition(0, (A_THREAD,), A_THREAD | ANY_NAMESPACE),)),
        Rule("kill", (Condition(0, (pid,)),)),
        Rule("tgkill", (Condition(0, (pid,)),)),
        Rule("prctl", (Condition(0, PRCTL_OPTIONS),)),
        # Reading one's own limits, not setting any: the pointer to new ones has to be null.
        Rule("prlimit64", (Condition(0, (0, pid)), Condition(2, (0,)), Condition(2, (0,), upper=True))),
        Rule("fcntl", (Condition(1, FCNTL_COMMANDS),)),
        Rule("ioctl", (Condition(1, IOCTL_COMMANDS),)),
        no_set_id("open", 2, Condition(1, OPENINGS, OPEN_FLAGS)),
        no_set_id("openat", 3, Condition(2, OPENINGS, OPEN_FLAGS)),
        no_set_id("creat", 1),
        no_set_id("mkdir", 1),
        no_set_id("mkdirat", 2),
        *(no_set_id(call, mode) for call, mode in MODE_CALLS.items()),
    ]


# linux/bpf_common.h and linux/seccomp.h
LOAD_WORD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
ALLOW, KILL_PROCESS, ERRNO = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
SECCOMP_MODE_FILTER: Final = 2
OFFSET_NUMBER, OFFSET_MACHINE, OFFSET_ARGUMENTS = 0, 4, 16
AUDIT_ARCH: Final = (0xC000_003E, 0xC000_00B7)  # x86_64, aarch64
X32_BIT: Final = 0x4000_0000

Instruction = tuple[int, int, int, int]
"""Operation, jump if true, jump if false, constant."""


@cache
def compile_filter(pid: int, *, chmod_works: bool) -> bytes:
    """The filter for a worker with this process ID.

    Landlock does not see changes of modes and times, so where it stands alone (`chmod_works` false) these calls do
    nothing and say that they did: a library that copies a file insists on them.
    """
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in _program(pid, chmod_works))


def _program(pid: int, chmod_works: bool) -> list[Instruction]:
    program = [*_same_machine(), *_plain_part()]
    for rule in rules(pid):
        allowed = ALLOW if chmod_works or rule.call not in MODE_CALLS else ERRNO | 0
        program += _rule_part(rule, allowed)
    for call in TIME_CALLS:
        program += _answer(call, ALLOW if chmod_works else ERRNO | 0)
    program += [(JUMP_IF_AT_LEAST, 0, 1, LAST_KNOWN + 1), (RETURN, 0, 0, ERRNO | errno.ENOSYS)]
    return [*program, (RETURN, 0, 0, ERRNO | errno.EPERM)]


def _same_machine() -> list[Instruction]:
    """Kill who calls by another machine's numbers; leave the call's number loaded."""
    part: list[Instruction] = [
        (LOAD_WORD, 0, 0, OFFSET_MACHINE),
        (JUMP_IF_EQUAL, 1, 0, AUDIT_ARCH[machine_index()]),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD_WORD, 0, 0, OFFSET_NUMBER),
    ]
    return [*part, (JUMP_IF_AT_LEAST, 0, 1, X32_BIT), (RETURN, 0, 0, KILL_PROCESS)]


@cache
def _plain_part() -> tuple[Instruction, ...]:
    part: list[Instruction] = []
    for calls, answer in (
        (PLAIN, ALLOW),
        (ABSENT, ERRNO | errno.ENOSYS),
        (NO_ATTRIBUTES, ERRNO | errno.EOPNOTSUPP),
    ):
        for call in calls:
            part += _answer(call, answer)
    return tuple(part)


def _answer(call: str, answer: int) -> list[Instruction]:
    nr = number(call)
    return [] if nr is None else [(JUMP_IF_EQUAL, 0, 1, nr), (RETURN, 0, 0, answer)]


def _rule_part(rule: Rule, allowed: int) -> list[Instruction]:
    nr = number(rule.call)
    if nr is None:
        return []
    body: list[Instruction] = []
    for condition in rule.conditions:
        body += _condition_part(condition)
    body.append((RETURN, 0, 0, allowed))
    return [(JUMP_IF_EQUAL, 0, len(body), nr), *body]


def _condition_part(condition: Condition) -> list[Instruction]:
    """Refuse unless the condition holds; a jump that finds its value leaps over the refusal."""
    part: list[Instruction] = [
        (LOAD_WORD, 0, 0, OFFSET_ARGUMENTS + 8 * condition.argument + 4 * condition.upper)
    ]
    if condition.mask != WHOLE:
        part.append((AND, 0, 0, condition.mask))
    part += [
        (JUMP_IF_EQUAL, len(condition.values) - position, 0, value)
        for position, value in enumerate(condition.values)
    ]
    return [*part, (RETURN, 0, 0, ERRNO | errno.EPERM)]


def install(program: bytes) -> None:
    """Put this process under a filter for good; needs no_new_privs."""
    import ctypes  # noqa: PLC0415  with this module, tables import anywhere

    buffer = ctypes.create_string_buffer(program, len(program))
    length = len(program) // struct.calcsize("=HBBI")
    header = struct.pack("@HP", length, ctypes.addressof(buffer))
    kernel.prctl(kernel.PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header)
