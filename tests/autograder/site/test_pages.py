"""The pages say what is so: every page is in the navigation, and every message that is explained exists."""

import ast
import re

import pytest
import typer.main

from autograder.cli import app
from autograder.paths import ROOT

yaml = pytest.importorskip(
    "yaml", reason="the documentation's packages are not installed: nox -s docs does it"
)

DOCS = ROOT / "docs"
TROUBLESHOOTING = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
NOT_OURS = {"nox: command not found", "error: externally-managed-environment"}


def pages_in(navigation):
    for entry in navigation:
        for target in entry.values():
            yield from [target] if isinstance(target, str) else pages_in(target)


def texts_in(source):
    """Yield every string of a program, with … for what is filled in."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)


@pytest.fixture(scope="module")
def messages():
    files = [ROOT / "noxfile.py", *(ROOT / "autograder").rglob("*.py")]
    return [text for file in files for text in texts_in(file.read_text(encoding="utf-8"))]


def test_every_page_is_in_the_navigation_once():
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    pages = list(pages_in(settings["nav"]))
    assert len(pages) == len(set(pages))
    assert {file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")} == set(pages)


@pytest.mark.parametrize("message", re.findall(r"^### `(.+)`$", TROUBLESHOOTING, re.MULTILINE))
def test_every_message_that_is_explained_exists(message, messages):
    pattern = re.compile(".*".join(re.escape(part) for part in message.split("…")), re.DOTALL)
    assert message in NOT_OURS or any(pattern.search(text) for text in messages)


def options_of(command):
    """Collect the options of a command, with those of the commands below it."""
    own = {option for parameter in command.params for option in parameter.opts}
    return own.union(*(options_of(one) for one in getattr(command, "commands", {}).values()))


def test_every_option_that_pages_name_exists():
    commands = {
        name: options_of(command) | {"--help", "--"}
        for name, command in typer.main.get_group(app).commands.items()
    }
    text = "\n".join(page.read_text(encoding="utf-8") for page in sorted(DOCS.rglob("*.md")))
    named = {
        (command, option)
        for command, arguments in re.findall(r"(?:course|nox -s) (\w+)([^`#\n]*)", text)
        for option in re.findall(r"--[\w-]*", arguments)
        if command in commands
    }
    assert ("check", "--sandbox") in named
    assert [pair for pair in named if pair[1] not in commands[pair[0]]] == []
