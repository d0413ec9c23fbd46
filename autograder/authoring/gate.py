"""The gate: it proves the lessons, the reference and the banks, in the judge's process and in the sandbox.

Generated files are current; skeletons fail every check; solutions and variants pass every check; every mutant is
rejected by its named check, with its named diagnosis.

A check that trains draws its games anew each time, so a proof by it rests on luck: at the promised rate of 0.3 % false
alarms, one gate in a dozen would fail for nothing. Such a proof gets a second try, and the gate says when it took one.
How often luck decides is what the soak measures.
"""

from __future__ import annotations

import collections
import shutil
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from autograder.authoring.banks import read_mutants, read_variants
from autograder.authoring.digests import digest, shared_by_checks
from autograder.authoring.generate import generated_files, stale_files
from autograder.authoring.problems import (
    manifest_problems,
    mutant_problems,
    skeleton_problems,
    solution_problems,
    variant_problems,
)
from autograder.checks import collect_specs
from autograder.judge import Job, judge_many
from autograder.paths import CHECKS, LESSONS, MANIFEST, ROOT, SOLUTIONS, WORK
from autograder.sandboxed import open_sandbox
from autograder.student import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from autograder.authoring.banks import Entry, Mutant
    from autograder.catalog import Catalog, Exercise
    from autograder.checks import CheckSpec
    from autograder.report import Report
    from autograder.report.model import Verdict
    from autograder.sandboxed import Sandbox

SKELETONS = WORK / "skeletons"
"""Fresh skeletons, written anew each time: a student's clone has other things in `lessons/`."""

BANKED = WORK / "banks"
"""The banks' submissions, written anew each time."""

PROVEN = WORK / "proven.json"
"""Digests of what was proven, so that an author's quick loop need not prove it again."""


class Proof(NamedTuple):
    """A submission of the gate's own, and what must be found when it is judged.

    `kind` is skeleton, solution, mutant or variant; `problems` looks at the report; `digest` changes with whatever the
    result depends on.
    """

    kind: str
    job: Job
    problems: Callable[[Report], list[str]]
    digest: str


class GateResult(NamedTuple):
    """What the gate found: problems, one line each and none if it is passed, and figures for its last line.

    `proofs` counts what was proven of each kind, `spared` what had been proven before and was not judged again;
    `retried` has what was wrong at a first try and not at the second.
    """

    problems: list[str]
    checks: int
    points: float
    slowest: tuple[str, float]
    proofs: dict[str, int]
    spared: int
    retried: list[str]


def verify(
    catalog: Catalog,
    names: Sequence[str] = (),
    *,
    changed: bool = False,
    on_report: Callable[[Job, Report], None] = lambda _job, _report: None,
) -> GateResult:
    """Prove the lessons or exercises called `names`, all if empty; `on_report` hears of each finished part.

    With `changed`, what was proven before and depends on nothing that has changed since is taken for proven.
    """
    specs = collect_specs()
    problems = [
        f"{file.relative_to(ROOT)} is not what solutions/ gives: run nox -s generate"
        for file in stale_files(catalog)
    ]
    problems += manifest_problems(catalog, specs)
    everything = _proofs(catalog, catalog.select(names), specs)
    before = _load_proven() if changed else frozenset()
    proofs = [proof for proof in everything if proof.digest not in before]
    trial = _Trial(specs, on_report)
    if proofs:
        with open_sandbox(accept_weaker=True) as sandbox:  # nothing here is a stranger's
            for mode in (None, sandbox):
                trial.judge(proofs, mode)
    _save_proven(before | {proof.digest for proof in proofs} - trial.failed)
    return GateResult(
        problems + trial.problems,
        len(specs),
        sum(spec.points for spec in specs),
        trial.slowest,
        dict(collections.Counter(proof.kind for proof in proofs)),
        len(everything) - len(proofs),
        trial.retried,
    )


class _Trial:
    """Judges proofs in one mode after the other, and collects what is wrong."""

    def __init__(self, specs: Sequence[CheckSpec], on_report: Callable[[Job, Report], None]) -> None:
        self._specs = specs
        self._on_report = on_report
        self._lucky = {spec.exercise.id for spec in specs if spec.trains}
        self._verdicts: dict[str, list[Verdict]] = {}
        self.problems: list[str] = []
        self.retried: list[str] = []
        self.failed: set[str] = set()
        self.slowest = ("", 0.0)

    def judge(self, proofs: Sequence[Proof], mode: Sandbox | None) -> None:
        """Judge all `proofs` in the sandbox `mode`, or in the judge's process; twice, what fails and rests on luck."""
        where = " (in the sandbox)" if mode else ""
        first = self._find(proofs, mode)
        again = [proof for proof in first if first[proof] and self._lucky.intersection(proof.job.exercises)]
        second = self._find(again, mode)
        for proof, found in (first | second).items():
            if found:
                self.failed.add(proof.digest)
            self.problems += [problem + where for problem in found if problem not in self.problems]
        self.retried += [problem + where for proof in again if not second[proof] for problem in first[proof]]

    def _find(self, proofs: Sequence[Proof], mode: Sandbox | None) -> dict[Proof, list[str]]:
        """Judge all `proofs` once, and find what is wrong with each."""
        waiting = {proof.job: proof for proof in proofs}
        found = {}
        for job, report in judge_many(list(waiting), sandbox=mode):
            self._on_report(job, report)
            proof = waiting[job]
            found[proof] = _missing(proof, report, self._specs) + proof.problems(report)
            if mode is None:
                self._verdicts[proof.digest] = [check.verdict for check in report.checks]
            else:
                found[proof] += _disagreement(proof, report, self._verdicts[proof.digest])
            timed = ((check.id, check.seconds) for check in report.checks)
            self.slowest = max([self.slowest, *timed], key=lambda pair: pair[1])
        return found


def _disagreement(proof: Proof, report: Report, verdicts: Sequence[Verdict]) -> list[str]:
    """Name the checks whose verdict is not the one of the other mode, in which they had these `verdicts`."""
    return [
        f"{check.id}: '{check.verdict}' here and '{other}' in the judge's process, on {proof.job.label}"
        for check, other in zip(report.checks, verdicts, strict=False)
        if check.verdict != other
    ]


def _missing(proof: Proof, report: Report, specs: Sequence[CheckSpec]) -> list[str]:
    """Name the checks that should have run and are not in the report."""
    seen = {check.id for check in report.checks}
    expected = [spec.id for spec in specs if spec.exercise.id in proof.job.exercises]
    return [f"{name}: did not run on {proof.job.label}" for name in expected if name not in seen]


def _proofs(catalog: Catalog, exercises: Sequence[Exercise], specs: Sequence[CheckSpec]) -> list[Proof]:
    """Make a proof of all skeletons, which fail at once, and one of each other thing, the longest first."""
    write_skeletons(catalog, SKELETONS)
    shutil.rmtree(BANKED, ignore_errors=True)
    ids = tuple(exercise.id for exercise in exercises)
    common = _digest_of_course()
    proofs = [
        Proof("skeleton", Job(SKELETONS, ids, "skeletons"), skeleton_problems, digest(common, str(ids)))
    ]
    mutants = [mutant for mutant in read_mutants(catalog) if mutant.entry.exercise.id in ids]
    variants = [variant for variant in read_variants(catalog) if variant.exercise.id in ids]
    for exercise in reversed(exercises):
        basis = digest(common, (CHECKS / exercise.check_file).read_text(encoding="utf-8"))
        proofs.append(_solution_proof(exercise, specs, basis))
        proofs += [_variant_proof(one, specs, basis) for one in variants if one.exercise == exercise]
        proofs += [_mutant_proof(one, basis) for one in mutants if one.entry.exercise == exercise]
    return proofs


def _solution_proof(exercise: Exercise, specs: Sequence[CheckSpec], basis: str) -> Proof:
    job = Job(SOLUTIONS, (exercise.id,), f"solution {exercise.id}")
    return Proof("solution", job, lambda report: solution_problems(report, specs), digest(basis, job.label))


def _variant_proof(variant: Entry, specs: Sequence[CheckSpec], basis: str) -> Proof:
    job = Job(variant.lay_out(BANKED / "variants"), (variant.exercise.id,), f"variant {variant.id}")
    return Proof(
        "variant",
        job,
        lambda report: variant_problems(report, specs, variant),
        digest(basis, job.label, variant.source),
    )


def _mutant_proof(mutant: Mutant, basis: str) -> Proof:
    entry = mutant.entry
    job = Job(entry.lay_out(BANKED / "mutants"), (entry.exercise.id,), f"mutant {entry.id}")
    solution = (SOLUTIONS / entry.exercise.file).read_text(encoding="utf-8")
    expected = f"{mutant.check} {mutant.diagnosis} {mutant.also}"
    return Proof(
        "mutant",
        job,
        lambda report: mutant_problems(report, mutant, solution),
        digest(basis, job.label, entry.source, expected),
    )


def _digest_of_course() -> str:
    """Digest what every proof depends on: the autograder, the solutions, and what checks share."""
    files = [
        MANIFEST,
        *(ROOT / "autograder").rglob("*.py"),
        *SOLUTIONS.rglob("*.py"),
        *shared_by_checks(CHECKS),
    ]
    return digest(*(file.read_text(encoding="utf-8") for file in sorted(files)))


def _load_proven() -> frozenset[str]:
    try:
        return frozenset(msgspec.json.decode(PROVEN.read_bytes(), type=list[str]))
    except (OSError, msgspec.MsgspecError):
        return frozenset()  # then everything is proven anew


def _save_proven(digests: frozenset[str] | set[str]) -> None:
    write_atomically(PROVEN, msgspec.json.encode(sorted(digests)))


def write_skeletons(catalog: Catalog, folder: Path) -> None:
    """Write a submission of untouched skeletons into `folder`, replacing what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    for file, content in generated_files(catalog).items():
        if file.is_relative_to(LESSONS) and file.suffix == ".py":
            copy = folder / file.relative_to(LESSONS)
            write_atomically(copy, content)
