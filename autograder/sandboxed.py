"""The judge's sandbox: the template process that workers are forked from, and the socket on which it takes orders."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.table import Table
from rich.text import Text

from autograder.errors import CourseError
from autograder.paths import ROOT
from autograder.sandbox.launch import best_level, launch
from autograder.sandbox.limits import Level  # noqa: TC001  a field's type, for readers of the tuple
from autograder.sandbox.table import Enforced, enforcement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

_MOST_SHOWN = 4

READY_SECONDS = 120.0
"""How long the template may take to import torch on a busy machine."""

_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "MPLBACKEND": "agg",
    "TORCHINDUCTOR_CACHE_DIR": "/box",  # torch asks for it when it is imported, and uses it if anything is compiled
    "SDL_VIDEODRIVER": "dummy",
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
}
"""All that student code will find in the environment besides what names its own box."""


_READABLE = tuple(ROOT / "autograder" / part for part in ("__init__.py", "worker", "sandbox"))
"""All that workers see of this repository: the program that they run."""

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from autograder.worker.template import main; "
    "del sys.path[0]; main(sys.argv[2:])"
)
"""Starts this very copy of the package, whatever the environment says, and leaves its folder off the path again."""


class Sandbox(NamedTuple):
    """A running template: where it takes orders, and how it confines its workers."""

    address: str
    level: Level

    @property
    def gaps(self) -> tuple[str, ...]:
        """Names of the acts that this sandbox does not keep student code from."""
        return tuple(row.name for row in enforcement_of(self.level) if not row.enforced)

    def wait(self) -> None:
        """Wait until the template has imported everything; CourseError if it does not get that far."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(READY_SECONDS)
                connection.connect(self.address)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)  # it hangs up on somebody who wants nothing
        except OSError as error:
            raise CourseError(
                f"the sandbox does not start ({error}); set COURSE_DEBUG=1 to see what its process says"
            ) from error


def _container_hint() -> str:
    """Name what can run the course's Linux container here, if something can."""
    found = next((name for name in ("docker", "podman") if shutil.which(name)), None)
    return f" (with {found}, in the course's container: see How grading works)" if found else ""


@contextlib.contextmanager
def open_sandbox(*, accept_weaker: bool = False, level: Level | None = None) -> Iterator[Sandbox]:
    """Run a template while the block lasts.

    Raises CourseError where student code cannot be isolated, unless `accept_weaker` says that this is known.
    """
    level = level or best_level()
    if level == "limits" and not accept_weaker:
        raise CourseError(
            f"this machine can only limit what student code uses, not isolate it; grade on Linux{_container_hint()}, "
            "or say --accept-weaker-sandbox if you trust every submission"
        )
    with tempfile.TemporaryDirectory(prefix="course-sandbox-") as folder:
        address = str(Path(folder, "orders"))
        with _listening(address) as listening:
            template, lifeline = _start(listening, level)
        try:
            yield Sandbox(address, level)
        finally:
            os.close(lifeline)
            _end(template)


@functools.cache
def shared_sandbox(*, accept_weaker: bool = False) -> Sandbox:
    """Open a sandbox that lasts as long as this process: for those who are called again and again, as by nbgrader.

    Raises CourseError as `open_sandbox` does.
    """
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(open_sandbox(accept_weaker=accept_weaker))


@contextlib.contextmanager
def _listening(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(address)
        listening.listen(128)
        yield listening


def _start(listening: socket.socket, level: Level) -> tuple[subprocess.Popen[bytes], int]:
    """Start the template; it ends when the returned descriptor is closed."""
    theirs, ours = os.pipe()
    try:
        template = launch(
            [sys.executable, "-I", "-c", _START, str(ROOT), str(listening.fileno()), str(theirs), level],
            level=level,
            readable=_READABLE,
            keep_fds=[listening.fileno(), theirs],
            env=_ENVIRONMENT,
            stderr=None if os.environ.get("COURSE_DEBUG") else subprocess.DEVNULL,
        )
    finally:
        os.close(theirs)
    return template, ours


def _end(template: subprocess.Popen[bytes]) -> None:
    try:
        template.wait(5)
    except subprocess.TimeoutExpired:
        template.kill()
        template.wait()


@functools.cache
def enforcement_of(level: Level) -> tuple[Enforced, ...]:
    """Find out, once in this process and by trying it all, what a level keeps student code from."""
    return tuple(enforcement(level))


def show_enforcement(level: Level, console: Console, *, everything: bool = False) -> None:
    """Print as a table what a level keeps student code from, area by area, and name each thing that it does not."""
    rows = enforcement_of(level)
    table = Table(
        title=f"sandbox, level '{level}': what student code was refused when it tried", title_justify="left"
    )
    for column in ("area", "refused", "by", "still possible"):
        table.add_column(column, overflow="fold")
    for area in dict.fromkeys(row.area for row in rows):
        mine = [row for row in rows if row.area == area]
        refused = [row for row in mine if row.enforced]
        layers = dict.fromkeys(layer for row in refused for layer in row.layers)
        possible = [row.what for row in mine if not row.enforced]
        shown = possible if everything else possible[:_MOST_SHOWN]
        more = f"; and {len(possible) - len(shown)} more" if len(shown) < len(possible) else ""
        table.add_row(
            area,
            f"{len(refused)} of {len(mine)}",
            ", ".join(layers),
            Text("; ".join(shown) + more, style="yellow"),
        )
    console.print(table)
