"""Judge's side: starts the template behind its outer wall, and finds out how high a wall this machine can build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autograder.sandbox.enter import READABLE_VARIABLE, Wall
from autograder.sandbox.limits import LEVELS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PACKAGE: Final = Path(__file__).resolve().parent
"""This package's folder. What runs behind the wall needs it readable, and its parent's `__init__.py`."""

OWN_FILES: Final = (PACKAGE, PACKAGE.parent / "__init__.py")


def own_program(module: str, *arguments: str) -> list[str]:
    """The command that runs `main` of a module of this very copy of the package, in a Python with nothing else."""
    start = (
        f"import sys; sys.path.insert(0, {str(PACKAGE.parent.parent)!r}); "
        f"from autograder.sandbox.{module} import main; main()"
    )
    # -I: neither the environment nor the current folder has a say; -S: no site-packages, so it starts in 15 ms.
    return [sys.executable, "-I", "-S", "-c", start, *arguments]


def python_folders() -> list[str]:
    """Where this Python and its packages lie.

    Not all of their prefixes: someone may have made a virtual environment of a course's own folder.
    """
    prefixes = dict.fromkeys([sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix])
    places = (Path(prefix, name) for prefix in prefixes for name in ("bin", "lib", "lib64", "pyvenv.cfg"))
    return [str(place) for place in places if place.exists()]


def launch(
    command: Sequence[str],
    *,
    level: Level,
    readable: Sequence[Path],
    keep_fds: Sequence[int],
    env: Mapping[str, str],
    stderr: int | None = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a trusted program behind the outer wall of a level.

    At level full it is confined as its workers are, but for seccomp and limits: it reads the Python that runs now, the
    system's libraries and `readable`, and there is nothing else. At the other levels only its workers are confined.

    It gets exactly `env` (and SANDBOX_READABLE, in which `fork_confined` finds what workers may read), `keep_fds`
    under the same numbers, and /dev/null for standard input, output and error; `stderr=None` inherits the last, for
    debugging. `command[0]` has to be an absolute path.

    The process returned is the wall's keeper. Kill it, or end, and the program is killed with all its workers; it
    ends as the program ends (128 and the number for a signal), or with enter.WALL_FAILED if there is no wall.
    """
    paths = [*python_folders(), command[0], *(os.path.abspath(path) for path in readable)]  # noqa: PTH100  links stay
    if sys.platform == "linux":
        wall = Wall(level, list(command), dict(env), paths, list(keep_fds), os.getpid())
        command = own_program("enter", json.dumps(wall._asdict()))
        env = {}
    else:
        env = {**env, READABLE_VARIABLE: os.pathsep.join(paths)}
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        env=env,
        pass_fds=keep_fds,
        cwd="/",
        start_new_session=True,
    )


@cache
def best_level() -> Level:
    """The strongest level that really works here, found by confining a throwaway process."""
    from autograder.sandbox.trial import try_level  # noqa: PLC0415  it starts processes through this module

    if sys.platform != "linux":
        return "limits"
    return next((level for level in LEVELS[:-1] if try_level(level).works), "limits")
