import json
import os
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.sandbox.enter import NOBODY, WALL_FAILED
from autograder.sandbox.launch import PACKAGE, best_level, launch, own_program
from autograder.sandbox.limits import LEVELS

HOLD_A_WORKER = """
    def body():
        tell("here")
        time.sleep(60)
    worker = confined(body)
    worker.wait()
"""


def ends_within(told, seconds):
    """Whether everyone who holds the other end of a pipe has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if select.select([told], [], [], 0.1)[0] and not os.read(told.fileno(), 4_096):
            return True
    return False


def test_a_template_gets_exactly_the_environment_and_what_workers_may_read(run, level):
    told = run("tell(dict(os.environ))", level, env={"COURSE": "q", "LANG": "C.UTF-8"})
    (environment,) = told.values
    environment.pop("SANDBOX_READABLE")
    assert environment == {"COURSE": "q", "LANG": "C.UTF-8"}


def test_a_template_holds_the_kept_descriptors_and_devnull(run, level):
    secret = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(secret, True)
    told = run(
        """
        found = {}
        for name in os.listdir("/proc/self/fd"):
            try:
                found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
            except OSError:
                pass
        tell([found.pop(0), found.pop(1), found.pop(OUT)[:5], found.pop(2)[:5], list(found)])
        """,
        level,
    )
    os.close(secret)
    assert told.values == [["/dev/null", "/dev/null", "pipe:", "pipe:", []]]


def test_a_template_is_an_ordinary_user_in_a_world_of_its_own(run, full):
    told = run(
        """
        inside, outside, count = Path("/proc/self/uid_map").read_text().split()
        tell(int(outside))
        tell([os.getpid(), os.getppid(), os.uname().nodename, [name for name in os.listdir("/proc") if name.isdigit()]])
        import socket
        tell([name for _, name in socket.if_nameindex()])
        """,
        full,
    )
    outside, world, interfaces = told.values
    assert outside == (NOBODY if os.getuid() == 0 else os.getuid())
    assert world == [1, 0, "sandbox", ["1"]]
    assert set(interfaces) <= {"lo"}


def test_the_keeper_ends_as_the_template_does(run, full):
    assert run("sys.exit(3)", full).code == 3
    assert run("import ctypes; ctypes.string_at(0)", full).code == 128 + signal.SIGSEGV  # as in a shell


def test_killing_the_keeper_leaves_no_process(start, level):
    process, told = start(HOLD_A_WORKER, level)
    assert json.loads(told.readline()) == "here"
    process.kill()
    assert ends_within(told, 5)


def test_a_template_dies_with_its_judge(level, tmp_path):
    reading, writing = os.pipe()
    judge = f"""
import subprocess, sys, time
sys.path.insert(0, {str(PACKAGE.parent.parent)!r})
from autograder.sandbox.launch import launch
launch([sys.executable, "-I", "-S", "-c", "import os, time; os.write({writing}, b'here'); time.sleep(60)"],
       level={level!r}, readable=[], keep_fds=[{writing}], env={{}})
time.sleep(60)
"""
    with (
        subprocess.Popen([sys.executable, "-I", "-c", judge], pass_fds=[writing]) as process,
        os.fdopen(reading) as told,
    ):
        os.close(writing)
        assert os.read(reading, 4) == b"here"
        process.kill()
        process.wait()
        assert ends_within(told, 5)


def test_a_template_outlives_the_thread_that_launched_it(level):
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as pool:
        process = pool.submit(
            launch,
            [
                sys.executable,
                "-I",
                "-S",
                "-c",
                f"import os, time; time.sleep(0.3); os.write({writing}, b'here')",
            ],
            level=level,
            readable=[],
            keep_fds=[writing],
            env={},
        ).result()
    os.close(writing)
    with os.fdopen(reading) as told:
        assert told.read() == "here"
    assert process.wait() == 0


def test_a_program_that_is_not_there_is_a_wall_that_failed(level):
    process = launch(
        ["/no/such/program"], level=level, readable=[], keep_fds=[], env={}, stderr=subprocess.PIPE
    )
    _, words = process.communicate()
    assert process.returncode == WALL_FAILED
    assert b"FileNotFoundError" in words


def test_the_best_level_is_one_that_works(level):
    assert LEVELS.index(best_level()) <= LEVELS.index(level)


def test_own_program_is_this_very_copy():
    command = own_program("trial")
    assert command[0] == sys.executable
    assert "-I" in command


BEST_LEVEL_WITHOUT_USER_NAMESPACES = """
import json, os
from autograder.sandbox import kernel
from autograder.sandbox.launch import best_level
uid, gid = os.getuid(), os.getgid()
kernel.unshare(kernel.Namespace.USER)
kernel.write_id_maps(0, 0, outer_uid=uid, outer_gid=gid)
# The setting is the user namespace's own; the host's is another.
with open("/proc/sys/user/max_user_namespaces", "w") as file:
    file.write("0")
print(json.dumps(best_level()))
"""


def test_without_user_namespaces_landlock_is_the_best(as_ordinary_user, full, landlocked):
    assert as_ordinary_user(BEST_LEVEL_WITHOUT_USER_NAMESPACES) == landlocked


@pytest.mark.parametrize(
    ("calls", "best"),
    [(["unshare", "mount"], "landlock"), (["unshare", "mount", "landlock_create_ruleset"], "limits")],
)
def test_in_a_container_the_best_level_is_what_its_filter_leaves(landlocked, forbidding, calls, best):
    code = "from autograder.sandbox.launch import best_level; print(best_level())"
    assert forbidding(calls, code) == best


def test_an_ordinary_user_has_every_level(as_ordinary_user, full):
    assert (
        as_ordinary_user(
            "import json; from autograder.sandbox.launch import best_level; print(json.dumps(best_level()))"
        )
        == full
    )
