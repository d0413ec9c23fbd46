"""The sandbox in a real container: Podman's usual one, with this machine's files for its root."""

import shutil
import subprocess
import sys

import pytest

from autograder.paths import ROOT


@pytest.fixture
def in_container(request):
    """Give a function that runs a `course` command in a container without network, and returns what it printed."""
    podman = shutil.which("podman")
    if not (request.config.getoption("--podman") and podman):
        pytest.skip("needs Podman: say --podman where it is installed")
    runtime = ["--runtime", "runc"] if shutil.which("runc") else []
    limits = ["--ulimit", "nofile=4096:8192", "--ulimit", "nproc=8192:8192"]  # Podman's own may be above ours
    root = ["--rootfs", "/:O"]  # ours, under a layer that takes what is written
    options = ["--rm", "--network=none", *limits, f"--workdir={ROOT}", "--env=COLUMNS=150", *root]

    def run(*command):
        course = [sys.executable, "-m", "autograder", *command]
        in_podman = [podman, *runtime, "run", *options, *course]
        return subprocess.run(in_podman, capture_output=True, check=False, text=True, timeout=300)

    return run


def test_student_code_is_isolated_in_a_container(in_container):
    told = in_container("doctor").stdout
    assert "level 'landlock'" in told or "level 'full'" in told
    assert "network   │ 12 of 12" in told


def test_a_submission_is_graded_in_a_container(in_container):
    run = in_container("grade", "solutions", "--only", "lesson_06")
    assert run.returncode == 0, run.stderr
    assert "solutions: 30 of 30" in run.stdout
