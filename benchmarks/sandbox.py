"""What the sandbox costs: a proxied call, a step in lent games, a worker, and judging with it against without."""

from __future__ import annotations

import argparse
import statistics
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.arena import make_cartpole
from autograder.catalog import load_catalog
from autograder.grading.folder import read_submission
from autograder.hand_over import RemoteOpener
from autograder.judge import judge
from autograder.paths import SOLUTIONS
from autograder.sandboxed import Sandbox, open_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 200
LESSONS = ("lesson_05", "lesson_06", "lesson_07")
"""Those without a training that takes most of the time."""


def main() -> None:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each judging")
    runs = parser.parse_args().runs
    console = Console()
    with open_sandbox() as sandbox:
        sandbox.wait()
        table = Table(title=f"overhead, level '{sandbox.level}' (median, 95th percentile)")
        for column in ("what", "median", "95 %"):
            table.add_column(column, justify="left" if column == "what" else "right")
        for what, microseconds in calls(sandbox).items():
            table.add_row(what, *(f"{np.percentile(microseconds, q):,.0f} µs" for q in (50, 95)))
        console.print(table)
        console.print(_compare(sandbox, runs))


def calls(sandbox: Sandbox) -> dict[str, list[float]]:
    """Measure calls and workers; return microseconds."""
    catalog = load_catalog()
    exercise = catalog.exercise("targets")

    files = read_submission(SOLUTIONS, catalog)

    def open_worker() -> Any:
        submission = RemoteOpener(files, [exercise], catalog, sandbox.address)(exercise, catalog)
        submission.begin(60)
        return submission

    workers = [_timed(lambda: open_worker().close()) for _ in range(30)]
    submission = open_worker()
    absolute, small = submission["numpy"].abs, np.zeros(16, np.float32)
    small_calls = [_timed(lambda: absolute(small)) for _ in range(3_000)]
    large = np.zeros((1_000, 64), np.float32)
    large_calls = [_timed(lambda: absolute(large)) for _ in range(300)]
    submission.begin(60)
    step = submission["builtins"].eval(
        "lambda games, actions, n: [games.step(actions) for _ in range(n)] and None"
    )
    steps = [_steps(lambda games, actions: step(games, actions, STEPS)) for _ in range(10)]
    here = [_steps(lambda games, actions: [games.step(actions) for _ in range(STEPS)]) for _ in range(10)]
    submission.close()
    return {
        "a worker, from asking for it to its first answer, and its end": workers,
        "a call with an array of 16 numbers": small_calls,
        "a call with an array of 64,000 numbers": large_calls,
        "a step of 16 lent games": steps,
        "the same step in the judge's own process": here,
    }


def _timed(function: Callable[[], object]) -> float:
    began = time.perf_counter()
    function()
    return (time.perf_counter() - began) * 1e6


def _steps(play: Callable[[Any, Any], object]) -> float:
    games = make_cartpole(16)
    games.reset(seed=0)
    return _timed(lambda: play(games, np.zeros(16, np.int64))) / STEPS


def _compare(sandbox: Sandbox, runs: int) -> Table:
    """Judge the reference with the sandbox and without, in turn."""
    seconds: dict[str, list[float]] = {"in a sandbox": [], "in the judge's process": []}
    for _ in range(runs):
        for what, mode in (("in a sandbox", sandbox), ("in the judge's process", None)):
            seconds[what].append(judge(SOLUTIONS, LESSONS, sandbox=mode).seconds)
    table = Table(title=f"judging the reference, {', '.join(LESSONS)}: seconds of {runs} runs in turn")
    for column in ("student code", "median", "min", "max"):
        table.add_column(column, justify="left" if column == "student code" else "right")
    for what, taken in seconds.items():
        table.add_row(what, *(f"{figure(taken):.2f}" for figure in (statistics.median, min, max)))
    return table


if __name__ == "__main__":
    main()
