"""The command reference, made from the commands themselves."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import typer
import typer.cli
import typer.main

from autograder.cli import app
from autograder.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def course_commands() -> str:
    """Return a Markdown section for each command of `course`, in the order of its help."""
    group = typer.main.get_group(app)
    sections = [
        typer.cli.get_docs_for_click(
            obj=command, ctx=typer.Context(command, info_name=name), indent=1, call_prefix="course"
        )
        for name, command in group.commands.items()
    ]
    return _without_this_machine("\n".join(sections))


def nox_sessions(noxfile: Path) -> str:
    """Return the menu of `nox -l` as a Markdown table.

    The file is read and not run: nox registers its sessions globally, once in a process.
    """
    rows = ["| `nox -s …` | does |", "| --- | --- |"]
    for node in ast.parse(noxfile.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and any(map(_makes_session, node.decorator_list)):
            first_line = (ast.get_docstring(node) or "").partition("\n")[0]
            rows.append(f"| `{node.name}` | {first_line} |")
    return "\n".join(rows)


def _makes_session(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(called) == "nox.session"


def _without_this_machine(text: str) -> str:
    """Name default paths as seen from the repository, wherever it lies on the machine that builds the site."""
    return text.replace(f"{ROOT}/", "")
