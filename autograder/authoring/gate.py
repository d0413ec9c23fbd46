"""The gate: generated files are current, skeletons fail every check, solutions pass every check, in both modes."""

from __future__ import annotations

import math
import shutil
from typing import TYPE_CHECKING, NamedTuple

from autograder.authoring.generate import generated_files, stale_files
from autograder.checks import collect_specs
from autograder.judge import Job, judge_many
from autograder.paths import LESSONS, ROOT, SOLUTIONS, WORK
from autograder.sandboxed import open_sandbox
from autograder.student import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from autograder.catalog import Catalog
    from autograder.checks import CheckSpec
    from autograder.report import Report

SKELETONS = WORK / "skeletons"
"""Fresh skeletons, written anew each time: a student's clone has other things in `lessons/`."""


SKELETON, SOLUTION = "skeletons", "solutions"


class GateResult(NamedTuple):
    """What the gate found: problems, one line each and none if it is passed, and figures for its last line."""

    problems: list[str]
    checks: int
    points: float
    slowest: tuple[str, float]


def verify(
    catalog: Catalog, on_report: Callable[[Job, Report], None] = lambda _job, _report: None
) -> GateResult:
    """Prove the lessons: `on_report` hears of each finished part."""
    specs = collect_specs()
    problems = [
        f"{file.relative_to(ROOT)} is not what solutions/ gives: run nox -s generate"
        for file in stale_files(catalog)
    ]
    problems += manifest_problems(catalog, specs)
    write_skeletons(catalog, SKELETONS)
    slowest = ("", 0.0)
    with open_sandbox(accept_weaker=True) as sandbox:  # nothing here is a stranger's
        for mode in (None, sandbox):
            seen: set[tuple[str, str]] = set()
            for job, report in judge_many(_jobs(catalog), sandbox=mode):
                on_report(job, report)
                skeleton = job.label == SKELETON
                found = skeleton_problems(report) if skeleton else solution_problems(report, specs)
                where = " (in the sandbox)" if mode else ""
                problems += [problem + where for problem in found if problem not in problems]
                seen |= {(job.label, check.id) for check in report.checks}
                timed = ((check.id, check.seconds) for check in report.checks)
                slowest = max([slowest, *timed], key=lambda pair: pair[1])
            missing = {(label, spec.id) for label in (SKELETON, SOLUTION) for spec in specs} - seen
            unseen = [f"{name}: did not run on the {label}" for label, name in sorted(missing)]
            problems += [problem for problem in unseen if problem not in problems]
    return GateResult(problems, len(specs), sum(spec.points for spec in specs), slowest)


def _jobs(catalog: Catalog) -> list[Job]:
    """Make one job of all skeletons, which fail at once, and one of each solution, the longest first."""
    ids = tuple(exercise.id for exercise in catalog.exercises)
    return [Job(SKELETONS, ids, SKELETON), *(Job(SOLUTIONS, (name,), SOLUTION) for name in reversed(ids))]


def manifest_problems(catalog: Catalog, specs: Sequence[CheckSpec]) -> list[str]:
    """Compare the manifest with the checks: points agree, prerequisites exist, every check states its behaviour."""
    problems = []
    for exercise in catalog.exercises:
        mine = [spec for spec in specs if spec.exercise.id == exercise.id]
        points = sum(spec.points for spec in mine)
        if not math.isclose(points, exercise.points):
            problems.append(
                f"{exercise.id}: its checks award {points:g} points, course.toml says {exercise.points:g}"
            )
        for position, spec in enumerate(mine):
            earlier = {other.name for other in mine[:position]}
            problems += [
                f"{spec.id}: comes after '{name}', which is no earlier check of its file"
                for name in spec.after
                if name not in earlier
            ]
            if not spec.statement.endswith("."):
                problems.append(f"{spec.id}: its docstring has to state the behaviour in one sentence")
        if len(set(exercise.hints)) != len(exercise.hints):
            problems.append(f"{exercise.id}: its hints repeat each other")
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
    surely = {spec.id: spec.surely for spec in specs}
    return [
        f"{check.id}: the solution gets '{check.verdict}', {check.earned:g} of {check.points:g}: {check.message}"
        for check in report.checks
        if not check.passed or check.earned < surely.get(check.id, check.points)
    ]


def write_skeletons(catalog: Catalog, folder: Path) -> None:
    """Write a submission of untouched skeletons into `folder`, replacing what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    for file, content in generated_files(catalog).items():
        if file.is_relative_to(LESSONS) and file.suffix == ".py":
            copy = folder / file.relative_to(LESSONS)
            write_atomically(copy, content)
