"""Judges the machine-made mutants: which are killed, which survive, and which are equivalent to the solution."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING, Literal, NamedTuple

from autograder.authoring.mutation.equivalents import read_equivalents
from autograder.authoring.mutation.mutants import mutants_of
from autograder.authoring.problems import rejecting
from autograder.checks import collect_specs
from autograder.errors import CourseError
from autograder.judge import Job, judge_many
from autograder.paths import SOLUTIONS, WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograder.authoring.mutation.equivalents import Equivalent
    from autograder.authoring.mutation.mutants import Mutant
    from autograder.catalog import Catalog, Exercise
    from autograder.checks import CheckSpec
    from autograder.report import Report
    from autograder.report.model import CheckResult

MUTATED = WORK / "mutated"
"""The mutants' submissions, written anew each time."""

MOST_SECONDS = 4.0
"""A mutant may take this long in each check: a unit check of the reference takes a fraction of a second."""

Fate = Literal["killed", "late", "survived", "equivalent"]
"""What became of a mutant; `late` is killed, too: a check waited for it in vain."""


class Survey(NamedTuple):
    """Each mutant with its fate, in the order of the course, and what is wrong with the list of equivalent ones."""

    fates: list[tuple[Mutant, Fate]]
    problems: list[str]

    def count(self, *fates: Fate, exercise: Exercise | None = None) -> int:
        """Count the mutants, of one exercise or of all, with one of these fates."""
        return sum(fate in fates and exercise in {None, mutant.exercise} for mutant, fate in self.fates)


def exercises_to_mutate(
    catalog: Catalog, names: Sequence[str], *, training: bool
) -> tuple[list[Exercise], list[Exercise]]:
    """Return the exercises called `names` (all if empty) to mutate, and those that are left out.

    Left out, without `training`, are those of which a check trains something: that takes seconds for each mutant.
    """
    trained = {spec.exercise.id for spec in collect_specs() if spec.trains}
    chosen = catalog.select(names)
    kept = [exercise for exercise in chosen if training or exercise.id not in trained]
    return kept, [exercise for exercise in chosen if exercise not in kept]


def survey(
    catalog: Catalog,
    exercises: Sequence[Exercise],
    *,
    training: bool = False,
    on_judged: Callable[[Mutant, Fate, float], None] = lambda _mutant, _fate, _share: None,
) -> Survey:
    """Judge every mutant of `exercises`; `on_judged` hears of each, its fate, and what share of all is judged.

    With `training`, checks get all the time that they have. Raises CourseError if the solutions themselves are
    rejected, or if the list of equivalent mutants cannot be read.
    """
    most_seconds = math.inf if training else MOST_SECONDS
    equivalents = read_equivalents(catalog)
    specs = {spec.id: spec for spec in collect_specs()}
    _expect_solutions_to_pass(exercises, specs, most_seconds)
    shutil.rmtree(MUTATED, ignore_errors=True)
    mutants = [mutant for exercise in exercises for mutant in mutants_of(exercise)]
    waiting = {Job(mutant.lay_out(MUTATED), (mutant.exercise.id,), mutant.name): mutant for mutant in mutants}
    red: dict[Mutant, list[CheckResult]] = {}
    fates: dict[Mutant, Fate] = {}
    for job, report in judge_many(list(waiting), most_seconds=most_seconds):
        mutant = waiting[job]
        red[mutant] = _rejecting(report, specs)
        fates[mutant] = _fate(mutant, red[mutant], equivalents)
        on_judged(mutant, fates[mutant], len(fates) / len(mutants))
    ids = {exercise.id for exercise in exercises}
    mine = [one for one in equivalents if one.row.exercise in ids]
    return Survey(
        [(mutant, fates[mutant]) for mutant in mutants],
        [problem for one in mine for problem in _problems(one, red, specs)],
    )


def _expect_solutions_to_pass(
    exercises: Sequence[Exercise], specs: dict[str, CheckSpec], most_seconds: float
) -> None:
    jobs = [Job(SOLUTIONS, (exercise.id,)) for exercise in exercises]
    for _, report in judge_many(jobs, most_seconds=most_seconds):
        for check in _rejecting(report, specs):
            raise CourseError(
                f"{check.id} gives the solution itself '{check.verdict}', {check.earned:g} of {check.points:g} points: "
                "run nox -s verify and mend that first"
            )


def _rejecting(report: Report, specs: dict[str, CheckSpec]) -> list[CheckResult]:
    """List the checks that reject a submission, without those that are skipped because another one does."""
    return [check for check in rejecting(report, specs.values()) if check.verdict != "skipped"]


def _fate(mutant: Mutant, red: Sequence[CheckResult], equivalents: Sequence[Equivalent]) -> Fate:
    if red:
        return "late" if all(check.verdict == "timeout" for check in red) else "killed"
    return "equivalent" if any(one.row.means(mutant) for one in equivalents) else "survived"


def _problems(
    equivalent: Equivalent, red: dict[Mutant, list[CheckResult]], specs: dict[str, CheckSpec]
) -> list[str]:
    """Say what is wrong with a row of the list of equivalent mutants.

    A check that trains may reject what is right, too, by bad luck: that is nothing against a row.
    """
    row, place = equivalent
    meant = [mutant for mutant in red if row.means(mutant)]
    if not meant:
        return [f"{place}: there is no such mutant of {row.exercise}: {row.old} → {row.new}; delete the row"]
    return [
        f"{place}: {mutant.name} is not equivalent, {check.name} rejects it; delete the row"
        for mutant in meant
        for check in red[mutant][:1]
        if not specs[check.id].trains
    ]
