"""Every module imports where nothing of Linux is to be had."""

import subprocess
import sys

from autograder.sandbox.launch import PACKAGE

ELSEWHERE = """
import sys
sys.path.insert(0, {root!r})
import json, subprocess, tempfile  # the standard library's own differences are not ours
sys.platform = {platform!r}
for module in ("fcntl", "resource", "pwd", "grp"):
    sys.modules[module] = None
import importlib
for name in {names!r}:
    importlib.import_module("autograder.sandbox." + name)
from autograder.sandbox.launch import best_level
print(best_level())
"""


def best_level_on(platform):
    names = sorted(path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith(("__", "acts_")))
    code = ELSEWHERE.format(root=str(PACKAGE.parent.parent), platform=platform, names=names)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def test_every_module_imports_on_windows():
    assert best_level_on("win32") == "limits"
