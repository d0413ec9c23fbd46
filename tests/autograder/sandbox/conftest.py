"""Real templates and real workers, small and without torch: each test says in Python what theirs is to do."""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from autograder.sandbox.launch import OWN_FILES, PACKAGE, launch
from autograder.sandbox.root import BOX
from autograder.sandbox.trial import try_level

PRELUDE = """
import json, os, signal, sys, time
from pathlib import Path
from autograder.sandbox.confine import fork_confined
from autograder.sandbox.limits import Limits, MIB

LEVEL, BOX, OUT = sys.argv[-3], sys.argv[-2], int(sys.argv[-1])
SMALL = Limits(memory_bytes=256 * MIB, disk_bytes=4 * MIB, files=100, file_bytes=2 * MIB, open_files=32, threads=8)

def tell(value):
    os.write(OUT, (json.dumps(value) + "\\n").encode())

def confined(body, *keep, **limits):
    return fork_confined(body, level=LEVEL, limits=SMALL._replace(**limits), box=BOX, keep_fds=[OUT, *keep])
"""

ORDINARY_USER = 61_999
SECONDS = 30


class Told(NamedTuple):
    """What a template and its workers told, and how the template ended."""

    values: list[Any]
    code: int
    errors: str


@functools.cache
def why_not(level):
    """Why a level does not work on this machine; empty if it does."""
    return try_level(level).why


def require(level):
    """Skip a test of a level that this kernel cannot have."""
    if sys.platform != "linux":
        pytest.skip("the sandbox's walls are Linux's")
    if reason := why_not(level):
        pytest.skip(f"level '{level}' does not work on this machine: {reason}")


@pytest.fixture(params=["full", "landlock"])
def level(request):
    require(request.param)
    return request.param


@pytest.fixture
def full():
    require("full")
    return "full"


@pytest.fixture
def landlocked():
    require("landlock")
    return "landlock"


@pytest.fixture
def start(tmp_path):
    """Give a function that starts a template: the process, and a file of what it tells."""
    started = []

    def begin(source, level, **options):
        reading, writing = os.pipe()
        code = f"import sys\nsys.path.insert(0, {str(PACKAGE.parent.parent)!r})\n{PRELUDE}\n{textwrap.dedent(source)}"
        box = BOX if level == "full" else str(tmp_path)
        process = launch(
            [sys.executable, "-I", "-S", "-c", code, level, box, str(writing)],
            level=level,
            keep_fds=[writing],
            env=options.get("env", {}),
            readable=[*OWN_FILES, *options.get("readable", [])],
            stderr=subprocess.PIPE,
        )
        os.close(writing)
        told = os.fdopen(reading)
        started.append((process, told))
        return process, told

    yield begin
    for process, told in started:
        process.kill()
        process.communicate()
        told.close()


@pytest.fixture
def run(start):
    """Give a function that runs a template to its end."""

    def run(source, level, **options):
        process, told = start(source, level, **options)
        values = [json.loads(line) for line in told]
        _, errors = process.communicate(timeout=SECONDS)
        return Told(values, process.returncode, errors.decode())

    return run


FORBID = """
import struct, sys
sys.path.insert(0, {root!r})
from autograder.sandbox import kernel, seccomp
from autograder.sandbox.syscalls import number
program = [(seccomp.LOAD_WORD, 0, 0, seccomp.OFFSET_NUMBER)]
for call in {calls!r}:
    program += [(seccomp.JUMP_IF_EQUAL, 0, 1, number(call)), (seccomp.RETURN, 0, 0, seccomp.ERRNO | 1)]
program.append((seccomp.RETURN, 0, 0, seccomp.ALLOW))
kernel.forbid_new_privileges()
seccomp.install(b"".join(struct.pack("=HBBI", *instruction) for instruction in program))
"""


@pytest.fixture
def forbidding():
    """Give a function that runs Python where some system calls are forbidden, as a container's filter does."""

    def run(calls, code):
        forbid = FORBID.format(root=str(PACKAGE.parent.parent), calls=calls)
        command = [sys.executable, "-I", "-S", "-c", forbid + code]
        return subprocess.run(
            command, check=True, stdout=subprocess.PIPE, text=True, timeout=SECONDS
        ).stdout.strip()

    return run


@pytest.fixture(scope="session")
def as_ordinary_user():
    """Give a function that runs Python as an ordinary user, with a copy of the package that the user may read."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user; these tests ran as an ordinary one already")
    folder = Path(tempfile.mkdtemp(prefix="sandbox-of-a-user-"))
    folder.chmod(0o755)
    (folder / "autograder").mkdir()
    (folder / "autograder" / "__init__.py").touch()
    shutil.copytree(PACKAGE, folder / "autograder" / "sandbox", ignore=shutil.ignore_patterns("__pycache__"))
    user = {"user": ORDINARY_USER, "group": ORDINARY_USER, "extra_groups": []}

    def run(source, python):
        code = f"import sys; sys.path.insert(0, {str(folder)!r})\n{textwrap.dedent(source)}"
        done = subprocess.run(
            [python, "-I", "-S", "-c", code],
            **user,
            check=True,
            cwd="/",
            env={},
            capture_output=True,
            timeout=SECONDS,
        )
        return json.loads(done.stdout)

    def works(python):
        try:
            return run("print(int(sys.version_info >= (3, 11)))", python)
        except (OSError, subprocess.CalledProcessError):
            return False

    python = next(filter(works, (sys.executable, "/usr/bin/python3")), None)
    if python is None:
        pytest.skip("no Python 3.11 that an ordinary user may run")
    yield functools.partial(run, python=python)
    shutil.rmtree(folder)
