import importlib.util
import subprocess
import sys
import types

import pytest

from autograder.paths import ROOT

PROMISED = (
    "demo",
    "tests",
    "check",
    "watch",
    "hint",
    "explain",
    "progress",
    "reset",
    "solution",
    "generate",
    "verify",
    "grade",
    "release",
    "lint",
    "docs",
    "bench",
)


@pytest.fixture(scope="module")
def loaded():
    """Load the noxfile once: nox does not want its sessions twice."""
    spec = importlib.util.spec_from_file_location("the_noxfile", ROOT / "noxfile.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def noxfile(loaded, tmp_path, monkeypatch):
    """Give the noxfile, with its environment in a temporary folder and nothing installed: commands are noted."""
    module = loaded
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "CONSTRAINTS", tmp_path / "constraints.txt")
    module.CONSTRAINTS.write_text("# pins\nnumpy==2.0\n")
    module.commands = []
    module.fails = False

    def run(command, **_):
        module.commands.append([str(part) for part in command])
        if "venv" in command:
            module.VENV.mkdir(exist_ok=True)
            for file in module.VENV.iterdir():
                file.unlink()
        if module.fails and "pip" in command:
            raise subprocess.CalledProcessError(1, command)

    installs_nothing = types.SimpleNamespace(run=run, CalledProcessError=subprocess.CalledProcessError)
    monkeypatch.setattr(module, "subprocess", installs_nothing)
    return module  # `commands` is what it ran, `fails` makes installing fail


class Session:
    """What `environment` needs of a nox session: a way to say that it failed."""

    def error(self, *words):
        raise SystemExit(" ".join(words))


def made_venv(noxfile):
    return any("venv" in command for command in noxfile.commands)


def installed(noxfile):
    return any("pip" in command for command in noxfile.commands)


def test_the_menu_has_every_command_with_one_clear_line():
    run = subprocess.run(
        [sys.executable, "-m", "nox", "-l", "--nocolor"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    menu = dict(line[2:].split(" -> ", 1) for line in run.stdout.splitlines() if " -> " in line)
    assert menu.keys() >= set(PROMISED)
    for line in menu.values():
        assert line[0].isupper()
        assert line.endswith(".") or "-- " in line
        assert len(line) < 100


def test_an_environment_is_made_once(noxfile):
    noxfile.environment(Session())
    assert made_venv(noxfile)
    assert installed(noxfile)
    noxfile.commands.clear()
    noxfile.environment(Session())
    assert noxfile.commands == []


def test_changed_pins_are_installed_into_the_same_environment(noxfile):
    noxfile.environment(Session())
    noxfile.commands.clear()
    noxfile.CONSTRAINTS.write_text("# pins\nnumpy==2.1\n")
    noxfile.environment(Session())
    assert installed(noxfile)
    assert not made_venv(noxfile)
    noxfile.commands.clear()
    noxfile.environment(Session())
    assert noxfile.commands == []


def test_an_interrupted_install_heals_itself(noxfile):
    noxfile.fails = True
    for _ in range(2):
        noxfile.commands.clear()
        with pytest.raises(SystemExit, match="check the network and run this again"):
            noxfile.environment(Session())
        assert made_venv(noxfile)
    noxfile.fails = False
    noxfile.commands.clear()
    noxfile.environment(Session())
    assert made_venv(noxfile)
    assert installed(noxfile)


def test_an_interrupted_change_of_pins_heals_itself(noxfile):
    noxfile.environment(Session())
    noxfile.CONSTRAINTS.write_text("# pins\nnumpy==2.1\n")
    noxfile.fails = True
    with pytest.raises(SystemExit):
        noxfile.environment(Session())
    noxfile.fails = False
    noxfile.commands.clear()
    noxfile.environment(Session())
    assert made_venv(noxfile)
    assert installed(noxfile)


def test_the_benchmarks_peers_are_installed_beside_the_rest(noxfile):
    noxfile.environment(Session())
    noxfile.commands.clear()
    noxfile.environment(Session(), "bench")
    assert installed(noxfile)
    assert not made_venv(noxfile)
    noxfile.commands.clear()
    noxfile.environment(Session())
    noxfile.environment(Session(), "bench")
    assert noxfile.commands == []


def test_every_package_is_pinned(noxfile):
    pins = [
        line
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert all("==" in pin and "+" not in pin for pin in pins)
    assert "torch==2.13.0" in pins


@pytest.mark.parametrize(
    ("pin", "portable"), [("torch==2.13.0+cpu", "torch==2.13.0"), ("numpy==2.0", "numpy==2.0")]
)
def test_pins_fit_any_machine(noxfile, pin, portable):
    assert noxfile._portable(pin) == portable
