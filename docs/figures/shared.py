"""What the figure scripts share: run a lesson's notebook, save pictures, write measured numbers into the text."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = ROOT / "solutions"

LEFT_COLOUR, RIGHT_COLOUR = "#56B4E9", "#E69F00"
"""The two actions, as in the notebooks; colours after Okabe and Ito, which colour-blind readers can tell apart."""

mpl.use("Agg")
mpl.rcParams["svg.hashsalt"] = "deep-q-course"  # the same picture gives the same bytes


def run_notebook(lesson: str) -> dict[str, Any]:
    """Run a lesson's notebook with the reference's modules and return its variables, figures among them.

    It runs in a copy of `solutions/`, because it writes data and TensorBoard logs beside itself.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "lessons"
        shutil.copytree(SOLUTIONS, copy, ignore=shutil.ignore_patterns("__pycache__", "runs", "*.csv"))
        before = Path.cwd()
        os.chdir(copy / lesson)
        try:
            return runpy.run_path("notebook.py")
        finally:
            os.chdir(before)


def save_figure(figure: Figure, lesson: str, name: str) -> None:
    """Save a picture as `figures/<name>` of a lesson; the ending of the name says in which format."""
    target = SOLUTIONS / lesson / "figures" / name
    target.parent.mkdir(exist_ok=True)
    metadata = {"Date": None} if target.suffix == ".svg" else {"Software": None}
    figure.savefig(target, dpi=110, metadata=metadata)


def write_measured(lesson: str, name: str, text: str) -> None:
    """Put `text` between `<!-- measured: name -->` and `<!-- end -->` of a lesson's README.md.

    Raises ValueError if the text has no such place.
    """
    readme = SOLUTIONS / lesson / "README.md"
    begin, end = f"<!-- measured: {name} -->", "<!-- end -->"
    place = re.compile(f"({re.escape(begin)}\n).*?({end})", re.DOTALL)
    old = readme.read_text(encoding="utf-8")
    if not place.search(old):
        raise ValueError(f"{readme} has no lines '{begin}' and '{end}'; add them where the numbers belong")
    readme.write_text(place.sub(lambda found: f"{found[1]}{text}\n{found[2]}", old), encoding="utf-8")
