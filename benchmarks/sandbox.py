"""What the sandbox costs: a proxied call, a step in lent games, a worker, and a hand-in with it against without."""

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
    parser.add_argument("--runs", type=int, default=9, help="runs of each hand-in and way")
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
    """Judge hand-ins of the reference with the sandbox and without, in turn."""
    table = Table(title=f"judging the reference: seconds, medians of {runs} runs in turn")
    for column in ("hand-in", "exercises", "in the sandbox", "in the judge's process", "overhead"):
        table.add_column(column, justify="left" if column == "hand-in" else "right")
    for hand_in in (*((lesson,) for lesson in LESSONS), LESSONS):
        pairs = [
            (judge(SOLUTIONS, hand_in, sandbox=sandbox).seconds, judge(SOLUTIONS, hand_in).seconds)
            for _ in range(runs)
        ]
        columns = (*zip(*pairs, strict=True), [inside - outside for inside, outside in pairs])
        count = len(load_catalog().select(hand_in))
        table.add_row(", ".join(hand_in), str(count), *(f"{statistics.median(one):.3f}" for one in columns))
    return table


if __name__ == "__main__":
    main()
