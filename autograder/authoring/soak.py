"""Soak: how often a check that draws or trains fails a right solution.

Each such check is run again and again on the reference and on variants, each time with other seeds. A check draws if
what it hands to student code depends on `autograder.checks.varied`, and trains if it gets more than the usual time.
Checks that do neither cannot fail by luck, and are run twice to see that this is so.

What has been measured is kept, and counts the next time: a soak may be ended at any time, and goes on where it was.
"""

from __future__ import annotations

import math
import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING, NamedTuple

from autograder import context
from autograder.authoring.banks import read_variants
from autograder.authoring.soaked import Soaked
from autograder.catalog import load_catalog
from autograder.checks import CheckPlugin, Recorder, run_pytest
from autograder.judge import forking_context
from autograder.judge_child import silence
from autograder.paths import CHECKS, SOLUTIONS, WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pytest

    from autograder.catalog import Catalog, Exercise
    from autograder.report.model import CheckResult

MOST_VARIANTS = 5
"""So many variants of an exercise are soaked beside its reference."""

TOLERATED_RATE = 0.003
"""No check may fail a right solution more often."""

RUNS_WITHOUT_LUCK = 2
"""Runs of a check that neither draws nor trains."""

_DRAWING_CHUNK = 250
_TRAINING_CHUNK = 5
_CONFIDENCE = 0.95


class Plan(NamedTuple):
    """What one process is to run: checks of an exercise on a solution, with the seeds shifted by each of `shifts`."""

    exercise_id: str
    solution: str
    root: Path
    training: bool
    shifts: range


class Tally(NamedTuple):
    """How often a check ran on a solution, and how often it failed; `example` is what it said the first time."""

    check: str
    solution: str
    runs: int
    failures: int
    example: str = ""

    def __add__(self, other: Tally) -> Tally:  # type: ignore[override]  # tallies are added, not chained
        """Count both."""
        return self._replace(
            runs=self.runs + other.runs,
            failures=self.failures + other.failures,
            example=self.example or other.example,
        )

    @property
    def is_rare(self) -> bool:
        """Whether failures are as rare as the course promises, as far as so few runs can tell."""
        return self.failures <= TOLERATED_RATE * self.runs

    @property
    def upper_bound(self) -> float:
        """Largest failure rate that still explains so few failures, with 95 % confidence."""
        return upper_bound(self.failures, self.runs)


def upper_bound(failures: int, runs: int, confidence: float = _CONFIDENCE) -> float:
    """Return the upper end of the one-sided interval of Clopper and Pearson (1934) for a failure rate."""
    if failures >= runs:
        return 1.0
    low, high = failures / runs, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        if _at_most(failures, runs, rate) > 1 - confidence:
            low = rate
        else:
            high = rate
    return high


def _at_most(failures: int, runs: int, rate: float) -> float:
    """Return the probability of at most so many failures."""
    logs = (
        math.lgamma(runs + 1) - math.lgamma(k + 1) - math.lgamma(runs - k + 1)
        + k * math.log(rate) + (runs - k) * math.log1p(-rate)
        for k in range(failures + 1)
    )  # fmt: skip
    return sum(math.exp(log) for log in logs)


def soak(
    catalog: Catalog,
    names: Sequence[str],
    *,
    runs: int,
    training_runs: int,
    seconds: float = math.inf,
    anew: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Tally]:
    """Run the checks of the exercises called `names` so often; begin nothing more after `seconds`.

    What was run before counts, unless it is to be done `anew`.

    Returns a tally for each check and solution, in the order of the course, of what was run.
    """
    plans = _plans(catalog, catalog.select(names), runs, training_runs)
    soaked = Soaked(catalog)
    if anew:
        soaked.forget()
    deadline = time.monotonic() + seconds
    tallies: dict[tuple[str, str], Tally] = {}
    for done, measured in enumerate(_measured(plans, soaked, deadline), start=1):
        on_progress(done, len(plans))
        for tally in measured:
            key = (tally.check, tally.solution)
            tallies[key] = tallies[key] + tally if key in tallies else tally
    order = {exercise.id: number for number, exercise in enumerate(catalog.exercises)}
    return sorted(
        tallies.values(), key=lambda one: (order[one.check.rpartition("/")[0]], one.check, one.solution)
    )


def _measured(plans: Sequence[Plan], soaked: Soaked, deadline: float) -> Iterator[list[Tally]]:
    """Give what each plan measured: first what is known, then the others as they end."""
    waiting = []
    for plan in plans:
        known = soaked.get(plan)
        if known is None:
            waiting.append(plan)
        else:
            yield known
    with ProcessPoolExecutor(os.cpu_count(), mp_context=forking_context()) as pool:
        running = {pool.submit(_run_before, deadline, plan): plan for plan in waiting}
        for future in as_completed(running):
            tallies = future.result()
            if tallies:
                soaked.add(running[future], tallies)
            yield tallies


def _plans(catalog: Catalog, exercises: Sequence[Exercise], runs: int, training_runs: int) -> list[Plan]:
    """Plan so many runs; those of all solutions take turns, so that a soak that is ended early has tried them all."""
    variants = read_variants(catalog)
    plans = []
    for exercise in exercises:
        mine = [one for one in variants if one.exercise == exercise][:MOST_VARIANTS]
        solutions = {"reference": SOLUTIONS} | {one.name: one.lay_out(WORK / "soak") for one in mine}
        for solution, root in solutions.items():
            for training, count, chunk in (
                (False, runs, _DRAWING_CHUNK),
                (True, training_runs, _TRAINING_CHUNK),
            ):
                for begin in range(0, count, chunk):
                    shifts = range(begin, min(begin + chunk, count))
                    plans.append((begin / count, Plan(exercise.id, solution, root, training, shifts)))
    return [plan for _, plan in sorted(plans, key=lambda pair: pair[0])]


def _run_before(deadline: float, plan: Plan) -> list[Tally]:
    return [] if time.monotonic() > deadline else run_plan(plan)


def run_plan(plan: Plan) -> list[Tally]:
    """Run a plan's checks in this process; a check that neither draws nor trains is run for two shifts alone."""
    catalog = load_catalog()
    exercise = catalog.exercise(plan.exercise_id)
    silence()
    soaker = _Soaker(plan, catalog)
    run_pytest([str(CHECKS / exercise.check_file)], soaker, "--capture=no")
    return soaker.tallies


class _Soaker(CheckPlugin):
    """Runs each check many times instead of once."""

    def __init__(self, plan: Plan, catalog: Catalog) -> None:
        self._heard = _LastResult()
        super().__init__(plan.root, catalog, self._heard)
        self._plan = plan
        self.tallies: list[Tally] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        for item in session.items:
            spec = self.spec_of(item)
            if spec is not None and spec.trains == self._plan.training:
                # Not the item itself, or pytest would keep its fixtures.
                sibling = next((other for other in session.items if other is not item), None)
                self.tallies.append(self._soak(spec.id, item, sibling))
        return True

    def _soak(self, check: str, item: pytest.Item, sibling: pytest.Item | None) -> Tally:
        tally = nothing = Tally(check, self._plan.solution, 0, 0)
        for shift in self._plan.shifts:
            self._verdicts.clear()  # no check waits for another
            context.CURRENT.shift, context.CURRENT.draws = shift, False
            item.ihook.pytest_runtest_protocol(item=item, nextitem=sibling)
            result = self._heard.result
            tally += Tally(
                check, self._plan.solution, 1, not result.passed, "" if result.passed else result.message
            )
            if context.CURRENT.draws or self._plan.training:
                continue
            if self._plan.shifts.start > 0:  # the first part tells of it
                tally = nothing
                break
            if tally.runs == RUNS_WITHOUT_LUCK:
                break
        context.CURRENT.shift = 0
        return tally


class _LastResult(Recorder):
    """Remembers the result of the check that ended last."""

    result: CheckResult

    def finished(self, result: CheckResult) -> None:
        self.result = result
