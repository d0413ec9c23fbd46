"""What is wrong with a lesson: its manifest, and how its skeletons, solutions, mutants and variants were judged.

Each function returns problems, one line each, and none if all is as it has to be.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograder.authoring.banks import solution_lines
from autograder.catalog import line_in_manifest
from autograder.paths import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from autograder.authoring.banks import Entry, Mutant
    from autograder.catalog import Catalog
    from autograder.checks import CheckSpec
    from autograder.report import Report
    from autograder.report.model import CheckResult

_TELLING = 25
"""A line of a solution that has fewer characters may well stand in a message by chance."""


def manifest_problems(catalog: Catalog, specs: Sequence[CheckSpec], manifest: Path = MANIFEST) -> list[str]:
    """Compare the manifest with the checks: points agree, prerequisites exist, every check states its behaviour."""
    problems = []
    text = manifest.read_text(encoding="utf-8")
    shown = f"{manifest.parent.name}/{manifest.name}"
    for exercise in catalog.exercises:
        mine = [spec for spec in specs if spec.exercise.id == exercise.id]
        points = sum(spec.points for spec in mine)
        if not math.isclose(points, exercise.points):
            line = line_in_manifest(exercise, text, "points")
            problems.append(
                f"{shown}:{line}: {exercise.id} has {exercise.points:g} points, its checks award {points:g}"
            )
        for position, spec in enumerate(mine):
            earlier = {other.name for other in mine[:position]}
            problems += [
                f"{spec.place}: {spec.name} comes after '{name}', which is no earlier check of its file"
                for name in spec.after
                if name not in earlier
            ]
            if not spec.statement.endswith("."):
                problems.append(
                    f"{spec.place}: {spec.name}'s docstring has to state the behaviour in one sentence"
                )
        if len(set(exercise.hints)) != len(exercise.hints):
            line = line_in_manifest(exercise, text, "hints")
            problems.append(f"{shown}:{line}: the hints of {exercise.id} repeat each other")
    return problems


def skeleton_problems(report: Report) -> list[str]:
    """Every check of a skeleton has to fail, and to say why: not started, or waiting for one that is not."""
    return [
        f"{check.id}: the skeleton gets '{check.verdict}' and {check.earned:g} points, expected not_started or skipped"
        for check in report.checks
        if check.verdict not in {"not_started", "skipped"} or check.earned
    ]


def solution_problems(report: Report, specs: Sequence[CheckSpec]) -> list[str]:
    """Every check of the solutions has to pass with all its points, as far as they are sure."""
    return [f"{check.id}: the solution gets {_told(check)}" for check in rejecting(report, specs)]


def variant_problems(report: Report, specs: Sequence[CheckSpec], variant: Entry) -> list[str]:
    """Every check has to accept a variant, with all its points, as far as they are sure."""
    return [
        f"{variant.place}: variant '{variant.name}': {check.name} gives it {_told(check)}"
        for check in rejecting(report, specs)
    ]


def mutant_problems(report: Report, mutant: Mutant, solution: str) -> list[str]:
    """A mutant's first red check has to be the named one and to name the bug; no unrelated check may be red.

    No message may show a line of the `solution` that the mutant itself does not have.
    """
    where = f"{mutant.entry.place}: mutant '{mutant.entry.name}'"
    red = [check for check in report.checks if check.verdict not in {"passed", "skipped"}]
    if not red:
        return [f"{where} survives: every check accepts it, expected {mutant.check} to fail"]
    first, *others = red
    problems = []
    if first.name != mutant.check:
        problems.append(f"{where}: {first.name} is red first, expected {mutant.check}: {_told(first)}")
    elif not _shows(first, mutant.diagnosis):
        problems.append(
            f"{where}: {first.name} does not show the diagnosis '{mutant.diagnosis}': {_told(first)}"
        )
    unrelated = [check for check in others if check.name not in {mutant.check, *mutant.also}]
    problems += [
        f"{where}: {check.name} is red, too, and is unrelated: {_told(check)}" for check in unrelated
    ]
    pale = set(mutant.also) - {check.name for check in red}
    problems += [f"{where}: 'also' names {name}, which is not red; take it out" for name in sorted(pale)]
    return problems + [f"{where}: {leak}" for leak in _leaks(red, mutant.entry, solution)]


def rejecting(report: Report, specs: Iterable[CheckSpec]) -> list[CheckResult]:
    """List the checks that give a submission less than right code surely earns."""
    surely = {spec.id: spec.surely for spec in specs}
    return [
        check
        for check in report.checks
        if not check.passed or check.earned < surely.get(check.id, check.points)
    ]


def _told(check: CheckResult) -> str:
    return f"'{check.verdict}', {check.earned:g} of {check.points:g}: {check.message}"


def _shows(check: CheckResult, diagnosis: str) -> bool:
    lines = check.message.splitlines()
    return any(line.startswith("likely: ") and diagnosis in line for line in lines)


def _leaks(red: Sequence[CheckResult], mutant: Entry, solution: str) -> list[str]:
    """Find lines of the solution in what a student would read about this mutant."""
    secrets = {
        line for line in solution_lines(solution) if len(line) >= _TELLING and line not in mutant.source
    }
    return [
        f"{check.name} shows a line of the solution: {line}"
        for check in red
        for line in sorted(secrets)
        if line in check.message or line in check.details
    ]
