"""Template's side: forks workers and confines them before they see a student's code."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import tempfile
from typing import TYPE_CHECKING, Final, NoReturn

from autograder.sandbox import kernel, landlock, seccomp, worlds
from autograder.sandbox.enter import READABLE_VARIABLE, WALL_FAILED
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits, apply_limits, threads_of_user
from autograder.sandbox.root import DEVICES, SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from autograder.sandbox.limits import Level

BODY_FAILED: Final = 1
"""Exit code: the worker's body raised an exception."""

ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "student",  # libraries that ask for a user's name find no account
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "SDL_VIDEODRIVER": "dummy",
    "MPLBACKEND": "Agg",
}

OWN_PROC_FILES: Final = (
    "/proc/self/fd",
    "/proc/self/maps",
    "/proc/self/stat",
    "/proc/self/statm",
    "/proc/self/status",
    "/proc/cpuinfo",
    "/proc/meminfo",
)
"""Not /proc/self/environ, which still holds the template's environment."""

COUNTING_UIDS: Final = range(61_184, 65_520)
"""Users whom no account is given (systemd keeps them for its dynamic users)."""

LIKELIEST_VICTIM: Final = b"1000"


class Confined:
    """A confined worker, as its template sees it."""

    def __init__(self, pid: int, level: Level) -> None:
        self.pid = pid
        self.pidfd = kernel.open_process(pid) if sys.platform == "linux" else -1
        """A descriptor of the process, readable when it has ended; -1 where the system has none."""
        self._level = level
        self._status: int | None = None

    def kill(self) -> None:
        """Kill it and everything in it; safe if it is gone already."""
        if self._status is None:  # else its number may be another process's by now
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._kill_group()

    def poll(self) -> int | None:
        """Its exit code, negative for a signal as in subprocess; None while it runs."""
        if self._status is None:
            self._reap(os.WNOHANG)
        return self._status

    def wait(self) -> int:
        """Wait for its end; give its exit code."""
        while self._status is None:
            self._reap(0)
        return self._status

    def close(self) -> None:
        """Close the descriptor; the worker runs on if it still does."""
        if self.pidfd >= 0:
            os.close(self.pidfd)
            self.pidfd = -1

    def _reap(self, options: int) -> None:
        if sys.platform == "linux":
            # Look first, and reap later: until then its number, which is its group's, cannot become another's.
            if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT | options) is None:
                return
            self._kill_group()
        pid, status = os.waitpid(self.pid, options)
        if pid == self.pid:
            self._status = os.waitstatus_to_exitcode(status)
            if sys.platform != "linux":
                self._kill_group()

    def _kill_group(self) -> None:
        """What it has started: nothing where seccomp forbids it; its PID namespace ends with it anyway."""
        if self._level != "full":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)


def fork_confined(
    body: Callable[[], None], *, level: Level, limits: Limits, box: str, keep_fds: Sequence[int]
) -> Confined:
    """Fork a worker, confine it, and only then let it call `body`; it ends with exit code 0 when body returns.

    At level full, `box` is the folder on which the worker mounts its private file system; at the others it is an
    existing scratch folder of the caller's. `keep_fds` are all the descriptors it keeps. If it cannot be
    confined, it ends with enter.WALL_FAILED and body is not called; what went wrong goes to standard error.
    SandboxError says that this process cannot be a template.
    """
    _require_one_thread()
    readable = os.environ.get(READABLE_VARIABLE, os.pathsep.join([sys.prefix, sys.base_prefix]))
    worker = _Worker(level, limits, box, keep_fds, readable.split(os.pathsep))
    with worlds.next_child_is_first() if level == "full" else contextlib.nullcontext():
        pid = os.fork()
        if pid == 0:
            worker.run(body)
    return Confined(pid, level)


def _require_one_thread() -> None:
    if sys.platform == "linux":
        threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208  on every fork: no Path for each
        if threads != 1:
            raise SandboxError(
                f"a template has to have one thread to fork, this one has {threads}; set OMP_NUM_THREADS=1 and start "
                "no threads before fork_confined"
            )


class _Worker:
    """The child's way from the fork to its body."""

    def __init__(
        self, level: Level, limits: Limits, box: str, keep_fds: Sequence[int], readable: Sequence[str]
    ) -> None:
        self.level = level
        self.limits = limits
        self.box = box
        self.keep_fds = keep_fds
        self.readable = readable
        self.template = os.getpid()
        if level == "full":  # once for all workers: each is the first process of its namespace
            seccomp.compile_filter(1, chmod_works=True)

    def run(self, body: Callable[[], None]) -> NoReturn:
        """Confine this process and call body; never return."""
        status = WALL_FAILED
        try:
            self._confine()
            status = BODY_FAILED
            body()
            status = 0
        finally:
            os._exit(status)

    def _confine(self) -> None:
        collecting = gc.isenabled()
        gc.disable()  # a collection now would touch, and so copy, the template's pages
        report = _only_descriptors(self.keep_fds)
        try:
            self._build_wall()
        except Exception as error:
            os.write(report, f"a worker cannot be confined: {type(error).__name__}: {error}\n".encode())
            raise
        os.close(report)
        if collecting:
            gc.enable()

    def _build_wall(self) -> None:
        _default_signals()
        _prefer_as_victim()
        if self.level == "full":
            worlds.enter(self.box, self.limits)
        else:
            os.setsid()
        self._settle_in()
        apply_limits(self.limits, others=self._threads_counted())
        self._die_with_template()  # after the last change of user, which would undo it
        if self.level != "limits":
            kernel.forbid_new_privileges()
            kernel.drop_capabilities()
            self._landlock()
            seccomp.install(seccomp.compile_filter(os.getpid(), chmod_works=self.level == "full"))

    def _die_with_template(self) -> None:
        if sys.platform != "linux" or self.level == "full":
            return  # with the template, its whole PID namespace ends
        kernel.die_with_parent(signal.SIGKILL)
        if os.getppid() != self.template:
            os._exit(WALL_FAILED)

    def _settle_in(self) -> None:
        os.environ.clear()
        os.environ.update(ENVIRONMENT, HOME=self.box, TMPDIR=self.box)
        os.chdir(self.box)
        os.umask(0o077)
        tempfile.tempdir = None  # the template's choice, if it has made one

    def _threads_counted(self) -> int:
        """Make RLIMIT_NPROC bind; give how many threads it counts that are not the worker's."""
        if sys.platform != "linux" or self.level == "full":
            return 0  # a user namespace counts for itself
        if os.geteuid() == 0 and self.level == "landlock":
            # The limit does not bind root, but it asks for the real user, and files for the effective one.
            uid = COUNTING_UIDS[os.getpid() % len(COUNTING_UIDS)]
            with contextlib.suppress(OSError):  # not in this user namespace: the limit will not bind
                os.setresuid(uid, 0, 0)
            return 0
        return threads_of_user(os.getuid())

    def _landlock(self) -> None:
        """At level full the second lock on the doors, so a kernel without it will do."""
        if landlock.version() == 0:
            if self.level == "landlock":
                raise SandboxError(
                    "this kernel has no Landlock, or it is not switched on; use level 'limits'"
                )
            return
        readable = [*SYSTEM, *DEVICES, *OWN_PROC_FILES, *self.readable]
        landlock.restrict(
            [
                *((path, landlock.READ) for path in readable),
                ("/dev/null", landlock.READ | landlock.Access.WRITE_FILE),
                (self.box, landlock.BOX),
            ]
        )


def _only_descriptors(keep: Iterable[int]) -> int:
    """Close all descriptors but those to keep; point 0, 1 and 2 at /dev/null; give a copy of standard error."""
    report = os.dup(2)
    kept = {*keep, report}
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in {0, 1, 2} - kept:
        os.dup2(nowhere, descriptor)
    # Not closerange: without a recent libc it tries every number there could be.
    for name in os.listdir("/proc/self/fd" if sys.platform == "linux" else "/dev/fd"):  # noqa: PTH208  no Path for each
        if int(name) not in kept | {0, 1, 2}:
            with contextlib.suppress(OSError):  # the listing's own
                os.close(int(name))
    return report


def _default_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _prefer_as_victim() -> None:
    """Should memory run out, the kernel is to end a worker, not the judge."""
    with contextlib.suppress(OSError):
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(score, LIKELIEST_VICTIM)
        os.close(score)
