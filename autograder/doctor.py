"""Tells whether this machine has what the course needs, each thing with a mark and a remedy."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from autograder.paths import LESSONS, WORK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLDEST_PYTHON = (3, 11)


class Finding(NamedTuple):
    """One thing that was looked at."""

    name: str
    works: bool
    told: str
    remedy: str = ""


def examine() -> list[Finding]:
    """Look at everything; a probe that raises is a finding, not an error."""
    return [
        _probe("Python", _python, "install Python 3.11 or newer and run nox with it"),
        _probe("torch", _torch, "delete .venv and run any nox session again"),
        _probe("gymnasium", _gymnasium, "delete .venv and run any nox session again"),
        _probe("nbgrader", _nbgrader, "delete .venv and run any nox session again"),
        _probe(
            "write access: lessons",
            lambda: _writable(LESSONS),
            "make the folder writable, or clone elsewhere",
        ),
        _probe(
            "write access: .course", lambda: _writable(WORK), "make the folder writable, or clone elsewhere"
        ),
        _probe(
            "rendering", _rendering, "install the gymnasium[classic-control] extra; checks work without it"
        ),
    ]


def _probe(name: str, probe: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(name, True, probe())
    except Exception as error:  # noqa: BLE001  a doctor reports whatever is wrong
        return Finding(name, False, f"{type(error).__name__}: {error}".splitlines()[0], remedy)


def _python() -> str:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        raise RuntimeError(f"{found} is too old")
    return f"{found}, {sys.executable}"


def _torch() -> str:
    import torch  # noqa: PLC0415  slow, and its absence is a finding

    device = torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU"
    value = torch.ones(2, 2, requires_grad=True)
    (value @ value).sum().backward()
    return f"{torch.__version__} on {device} (the course needs no GPU)"


def _gymnasium() -> str:
    import gymnasium as gym  # noqa: PLC0415  the same

    environment = gym.make("CartPole-v1")
    environment.reset(seed=0)
    environment.step(0)
    environment.close()
    return f"{gym.__version__}, CartPole-v1 steps"


def _nbgrader() -> str:
    return str(importlib.import_module("nbgrader").__version__)


def _writable(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x")
    return str(folder)


def _rendering() -> str:
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    import gymnasium as gym  # noqa: PLC0415  the same

    environment = gym.make("CartPole-v1", render_mode="rgb_array")
    environment.reset(seed=0)
    height, width = environment.render().shape[:2]  # type: ignore[union-attr]  # rgb_array gives an array
    environment.close()
    return (
        f"pictures of {width} x {height} pixels; windows need a display"
        if not _display()
        else "a display is there"
    )


def _display() -> bool:
    return sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
