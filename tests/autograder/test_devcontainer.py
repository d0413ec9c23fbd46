"""No container can be started where these tests run, so they look at what its files refer to."""

import json
import re

from autograder.paths import ROOT

FOLDER = ROOT / ".devcontainer"
CONTAINER = json.loads((FOLDER / "devcontainer.json").read_text(encoding="utf-8"))


def test_what_it_builds_from_is_there():
    dockerfile = (FOLDER / CONTAINER["build"]["dockerfile"]).read_text(encoding="utf-8")
    version = re.search(r"^FROM python:3\.(\d+)-slim$", dockerfile, flags=re.MULTILINE)
    oldest = re.search(
        r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
    assert int(version[1]) >= int(oldest[1])
    assert f"USER {CONTAINER['remoteUser']}" in dockerfile


def test_the_command_that_it_begins_with_is_a_session():
    command, flag, session = CONTAINER["postCreateCommand"].split()
    assert (command, flag) == ("nox", "-s")
    assert f"def {session}(session" in (ROOT / "noxfile.py").read_text(encoding="utf-8")


def test_the_ports_are_those_of_the_commands():
    assert "= 6006" in (ROOT / "autograder" / "cli.py").read_text(encoding="utf-8")
    assert set(map(str, CONTAINER["forwardPorts"])) == CONTAINER["portsAttributes"].keys()
