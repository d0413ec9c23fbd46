"""How long `course check` takes on untouched skeletons and on the reference, from start to last line."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.authoring.gate import write_skeletons
from autograder.catalog import load_catalog
from autograder.paths import ROOT, SOLUTIONS


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each command")
    runs = parser.parse_args().runs
    table = Table(title=f"course check, whole processes, {runs} runs each (seconds)")
    for column in ("submission", "what", "median", "min", "max"):
        table.add_column(column, justify="left" if column in {"submission", "what"} else "right")
    with tempfile.TemporaryDirectory() as folder:
        skeletons = Path(folder)
        write_skeletons(load_catalog(), skeletons)
        for submission, root in (("untouched", skeletons), ("reference", SOLUTIONS)):
            for names in ([], ["lesson_05"], ["targets"]):
                seconds = [_time(["check", *names, "--submission", str(root)]) for _ in range(runs)]
                figures = (statistics.median(seconds), min(seconds), max(seconds))
                table.add_row(
                    submission, " ".join(names) or "everything", *(f"{value:.1f}" for value in figures)
                )
    Console().print(table)


def _time(arguments: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "autograder", *arguments], check=False, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
