"""The soak's table, as it is committed: what ran how often, where, and what that says."""

from __future__ import annotations

import datetime as dt
import math
import os
import platform
import subprocess
from typing import TYPE_CHECKING

from autograder.authoring.soak import RUNS_WITHOUT_LUCK, TOLERATED_RATE, Tally
from autograder.judge import versions
from autograder.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def markdown(tallies: Sequence[Tally]) -> str:
    """Write the tallies of checks that draw or train as a table, with a summary above it."""
    drawing = [one for one in tallies if one.runs > RUNS_WITHOUT_LUCK or one.failures]
    still = {one.check for one in tallies} - {one.check for one in drawing}
    checks = list(dict.fromkeys(one.check for one in drawing))
    lines = [
        "# False alarms",
        "",
        f"Measured on {dt.datetime.now(tz=dt.UTC):%Y-%m-%d} at commit {_commit()},",
        f"{_machine()}, {_versions()}.",
        "",
        "Each check that draws or trains, run again and again on the reference and on up to five variants, each time",
        "with other seeds. The bound is the one-sided 95 % bound of Clopper and Pearson (1934).",
        f"Promised is a rate of at most {TOLERATED_RATE:.1%}.",
        "",
        f"- {len(still)} further checks hand student code no seed and train nothing: they cannot fail by luck.",
        f"- The reference passes all checks of the course in {_pass_rate(drawing):.2%} of the cases, by these figures.",
        "",
        "| check | solution | runs | failures | upper 95 % bound |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for check in checks:
        mine = [one for one in drawing if one.check == check]
        lines += [_row(check, "reference", [one for one in mine if one.solution == "reference"])]
        variants = [one for one in mine if one.solution != "reference"]
        if variants:
            lines.append(_row("", f"{len(variants)} variants", variants))
    alarms = [
        f"- {one.check}, {one.solution}: {one.example.splitlines()[0]}" for one in drawing if one.failures
    ]
    if alarms:
        lines += ["", "What the failures said:", "", *alarms]
    return "\n".join(lines) + "\n"


def _row(check: str, solution: str, tallies: Iterable[Tally]) -> str:
    total = Tally(check, solution, 0, 0)
    for one in tallies:
        total += one
    if not total.runs:
        return f"| {check} | {solution} | 0 | | |"
    return f"| {check} | {solution} | {total.runs:,} | {total.failures} | {total.upper_bound:.2%} |"


def _pass_rate(tallies: Iterable[Tally]) -> float:
    return math.prod(1 - one.failures / one.runs for one in tallies if one.solution == "reference")


def _commit() -> str:
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607  wherever git is
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    return found.stdout.strip() or "unknown"


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def _versions() -> str:
    return ", ".join(f"{name} {version}" for name, version in versions().items())
