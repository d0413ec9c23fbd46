"""A copy of the whole course in a folder of its own, for programs that play student or author in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from autograder.paths import CHECKS, LESSONS, ROOT, SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PARTS = (ROOT / "autograder", LESSONS, SOLUTIONS, CHECKS, ROOT / "pyproject.toml")


def copy_course(target: Path) -> None:
    """Copy the autograder and the course to `target`: the package finds the course from where it lies itself."""
    for part in _PARTS:
        copy = target / part.relative_to(ROOT)
        if part.is_dir():
            shutil.copytree(part, copy, ignore=shutil.ignore_patterns("__pycache__", "runs"))
        else:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(part, copy)


def run_in_copy(course: Path, command: Sequence[str | Path]) -> int:
    """Run Python with `command` so that it works in the copy `course`; return its exit status."""
    return subprocess.run(
        [sys.executable, *command],
        check=False,
        cwd=course,
        env=os.environ | {"PYTHONPATH": str(course), "PYTHONSAFEPATH": "1"},
    ).returncode
