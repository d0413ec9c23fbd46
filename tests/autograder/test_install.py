"""The ways to set the course up, as `docs/install.md` tells them.

With `--install`, as `nox -s install` says it, the page's blocks of commands are really run, each in a fresh clone of
what is committed. That takes minutes and the network. There is no conda where these tests run: of its file they try
what it makes pip do.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import torch
import yaml
from PIL import Image

from autograder.catalog import load_catalog
from autograder.paths import ROOT
from autograder.submission import reference

PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
EVERY_BLOCK = re.findall(r"^```sh\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)

SECONDS = 900
"""How long one way to set the course up may take."""


def commands_under(heading):
    """Return the lines of the first block of commands in a section of the page."""
    section = PAGE.partition(f"# {heading}\n")[2]
    assert section, f"docs/install.md has no section '{heading}'"
    return re.search(r"^```sh\n(.*?)^```", section, flags=re.DOTALL | re.MULTILINE)[1].splitlines()


@pytest.fixture
def clone(request, tmp_path):
    """Clone what is committed of this repository."""
    if not request.config.getoption("--install"):
        pytest.skip("takes minutes and the network: say --install, or nox -s install")
    subprocess.run([shutil.which("git"), "clone", "--quiet", ROOT, tmp_path / "clone"], check=True)
    return tmp_path / "clone"


@pytest.fixture
def plain(tmp_path):
    """Give the environment of someone who has nothing of the course yet, and no display."""
    taken = ("PYTHONPATH", "VIRTUAL_ENV", "DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in taken}
    python = Path(sys.base_prefix) / "bin"
    return kept | {"PATH": f"{python}{os.pathsep}{kept['PATH']}", "NO_COLOR": "1", "HOME": str(tmp_path)}


def run(folder, environment, *lines, status=0):
    """Run lines in one shell that stops at the first error; return what they print."""
    done = subprocess.run(
        [shutil.which("bash"), "-euc", "\n".join(lines)],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def assert_ready(told, folder, environment, activate="source .venv/bin/activate"):
    """See that the doctor is content, and that the first check finds that everything is to do."""
    assert "✓ torch: " in told
    assert "✗" not in told
    (check,) = commands_under("It works if")
    first = run(folder, environment, activate, check, status=1)
    assert "0 of 29 checks passed" in first
    assert "demonstrations  not started" in first


def uv_settings(environment):
    """Say to uv what this machine's pip is configured to say: uv reads none of pip's files."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        check=True,
        env=environment,
        capture_output=True,
        text=True,
    ).stdout
    settings = {
        name.rpartition(".")[2]: ast.literal_eval(value)
        for name, _, value in (line.partition("=") for line in listed.splitlines())
    }
    names = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
    }
    said = {names[name]: value for name, value in settings.items() if name in names}
    return said | {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_LINK_MODE": "copy"}  # as pip does


def test_nox_sets_it_up(clone, plain, tmp_path):
    """In an environment of its own, so that nothing is installed for this machine's Python."""
    own = [f"python3 -m venv {tmp_path / 'own'}", f"source {tmp_path / 'own'}/bin/activate"]
    told = run(clone, plain, *own, *commands_under("Set it up"))
    assert_ready(told, clone, plain)


def test_a_virtual_environment_sets_it_up(clone, plain):
    assert_ready(run(clone, plain, *commands_under("A virtual environment and pip")), clone, plain)


def test_uv_sets_it_up(clone, plain, tmp_path):
    uv = tmp_path / "uv"
    run(tmp_path, plain, f"python3 -m venv {uv}", f"{uv}/bin/pip install --quiet uv")
    environment = plain | uv_settings(plain)
    environment["PATH"] = f"{uv / 'bin'}{os.pathsep}{environment['PATH']}"
    assert_ready(run(clone, environment, *commands_under("uv")), clone, environment)


def test_what_conda_makes_pip_do_sets_it_up(clone, plain):
    """From its file conda writes the entries for pip into another one beside it, which pip then reads."""
    (clone / "for_pip.txt").write_text("\n".join(pip_entries()) + "\n", encoding="utf-8")
    lines = ("python3 -m venv .venv", "source .venv/bin/activate", "pip install --requirement for_pip.txt")
    assert_ready(run(clone, plain, *lines, *commands_under("conda or mamba")[2:]), clone, plain)


def pip_entries():
    """Return what `environment.yml` leaves to pip."""
    return next(one["pip"] for one in CONDA["dependencies"] if isinstance(one, dict))


def test_condas_file_asks_for_what_pip_and_uv_are_asked_for():
    install = "pip install --constraint constraints.txt --editable ."
    assert install in commands_under("A virtual environment and pip")
    assert f"uv {install}" in commands_under("uv")
    assert f"pip install {' '.join(pip_entries())}" == install
    assert (ROOT / "constraints.txt").is_file()


def test_condas_python_is_new_enough_and_the_containers():
    (version,) = (one for one in CONDA["dependencies"] if str(one).startswith("python="))
    minor = int(version.rpartition(".")[2])
    assert minor >= int(PROJECT["requires-python"].rpartition(".")[2])
    dockerfile = (ROOT / ".devcontainer" / "Dockerfile").read_text(encoding="utf-8")
    assert f"FROM python:3.{minor}-slim" in dockerfile
    assert commands_under("conda or mamba")[1] == f"conda activate {CONDA['name']}"


def test_the_torch_that_the_page_names_is_the_pinned_one():
    (named,) = re.findall(r"`(torch==[\d.]+)`", PAGE)
    assert named in PROJECT["dependencies"]
    assert f"{named}\n" in (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_every_block_of_the_page_is_tried():
    """A block that is added to the page asks for a test here."""
    tried = ("Set it up", "A virtual environment and pip", "uv", "conda or mamba", "It works if")
    expected = [commands_under(heading) for heading in (*tried, "A machine without a display")]
    assert [block.splitlines() for block in EVERY_BLOCK] == expected


@pytest.fixture
def course(tmp_path, plain):
    """Give a function that runs commands of the page, on a copy of the course, with this environment's packages."""
    for room in ("autograder", "lessons", "solutions", "tests/lessons"):
        shutil.copytree(ROOT / room, tmp_path / "course" / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "course")
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "course"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m autograder "$@"\n')
    command.chmod(0o755)

    def run_there(*lines, **variables):
        environment = plain | {"PYTHONPATH": ".", "OMP_NUM_THREADS": "1"} | variables
        environment["PATH"] = f"{command.parent}{os.pathsep}{environment['PATH']}"
        return run(tmp_path / "course", environment, *lines)

    run_there.folder = tmp_path / "course"
    return run_there


def test_without_a_display_an_episode_is_an_animation(course):
    told = course(*commands_under("A machine without a display"))
    written = course.folder / ".course" / "episode.gif"
    assert told.splitlines() == [
        "return 500 of 500, seed 0",
        f"wrote {written}: open it in a browser",
    ]
    with Image.open(written) as picture:
        assert (picture.format, picture.is_animated) == ("GIF", True)


def test_without_a_gpu_checks_pass(course):
    """Also where there is one: it is hidden."""
    told = course("course check lesson_06/mlp --submission solutions", CUDA_VISIBLE_DEVICES="")
    (passed, of) = re.search(r"(\d+) of (\d+) checks passed", told).groups()
    assert passed == of != "0"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU, and none is needed")
def test_with_a_gpu_all_stays_on_the_cpu():
    lesson = reference(load_catalog())
    good = lesson["lesson_07_deep_q_agent.hyperparameters"].GOOD
    make_cartpole = lesson["lesson_07_deep_q_agent.training"].make_cartpole
    agent = lesson["lesson_07_deep_q_agent.agent"].DeepQAgent(good, seed=0)
    lesson["lesson_07_deep_q_agent.training"].train(agent, make_cartpole, 0, 2_000)
    assert {weight.device.type for weight in agent.q_network.parameters()} == {"cpu"}
    assert torch.cuda.memory_allocated() == 0
