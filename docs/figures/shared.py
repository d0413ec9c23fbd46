"""What the figure scripts share: run a lesson's notebook, save pictures, write measured numbers into the text."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
import runpy
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = ROOT / "solutions"

LEFT_COLOUR, RIGHT_COLOUR = "#56B4E9", "#E69F00"
"""The two actions, as in the notebooks; colours after Okabe and Ito, which colour-blind readers can tell apart."""

PACKAGES = ("torch", "numpy", "gymnasium")
"""Packages on whose versions results may depend."""

Rows = dict[str, dict[str, Any]]
"""A result: for each row the values of its columns."""

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


def write_result(name: str, result: str, rows: Rows) -> None:
    """Keep what was measured as `result` in `docs/results/<name>.json`, with the machine, the versions and the date.

    `rows` has a mapping of column names to values for each row; a value is a number, a word, or a mapping of those.
    """
    file = ROOT / "docs" / "results" / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    kept[result] = {
        "made by": f"docs/figures/{Path(sys.argv[0]).name}",
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, one thread of {_processor()}",
        "versions": {"python": platform.python_version(), **{each: version(each) for each in PACKAGES}},
        "rows": json.loads(json.dumps(rows), parse_float=lambda digits: float(f"{float(digits):.6g}")),
    }
    file.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_table(lesson: str, result: str, table: str) -> None:
    """Put a table between `<!-- measured: result -->` and `<!-- end -->` of a lesson's README.md.

    Raises ValueError if the text has no such place.
    """
    readme = SOLUTIONS / lesson / "README.md"
    begin, end = f"<!-- measured: {result} -->", "<!-- end -->"
    place = re.compile(f"({re.escape(begin)}\n).*?({end})", re.DOTALL)
    old = readme.read_text(encoding="utf-8")
    if not place.search(old):
        raise ValueError(f"{readme} has no lines '{begin}' and '{end}'; add them where the numbers belong")
    readme.write_text(place.sub(lambda found: f"{found[1]}{table}\n{found[2]}", old), encoding="utf-8")


def mean_and_range(values: Sequence[float]) -> dict[str, float]:
    """Sum up some runs: their mean, the least and the greatest."""
    return {"mean": float(np.mean(values)), "least": float(min(values)), "greatest": float(max(values))}


def median_and_range(values: Sequence[float]) -> dict[str, float]:
    """Sum up some runs: their median, the least and the greatest."""
    return {"median": float(np.median(values)), "least": float(min(values)), "greatest": float(max(values))}


def markdown_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay cells out as a table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _processor() -> str:
    """Name the processor's model, which decides how sums are rounded; Linux alone tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    model = re.search(r"model name\s*:\s*(.+)", told)
    return model[1] if model else platform.processor()
