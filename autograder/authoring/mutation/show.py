"""What `course mutate` shows: the survivors, a table with a row for each exercise, and a line of figures."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from autograder.authoring.mutation.survey import exercises_to_mutate, survey
from autograder.catalog import load_catalog
from autograder.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from autograder.authoring.mutation.mutants import Mutant
    from autograder.authoring.mutation.survey import Fate, Survey
    from autograder.catalog import Exercise


def mutate(console: Console, names: Sequence[str], *, training: bool) -> bool:
    """Judge the mutants of the exercises called `names` and print what became of them; return whether all is well."""
    exercises, left_out = exercises_to_mutate(load_catalog(), names, training=training)
    if left_out:
        ids = ", ".join(exercise.id for exercise in left_out)
        note = f"left out, because their checks train: {ids}; with --training they are mutated, too"
        if not exercises:
            raise CourseError(note)
        console.print(note, style="dim", markup=False, soft_wrap=True)
    began = time.monotonic()
    with console.status("mutating …") as status:

        def tell(mutant: Mutant, fate: Fate, share: float) -> None:
            status.update(Text(f"judged {share:.0%} of the mutants, last {mutant.name}"))
            if fate == "survived":
                console.print(
                    f"✗ {_survivor(mutant)}", markup=False, emoji=False, highlight=False, soft_wrap=True
                )

        result = survey(load_catalog(), exercises, training=training, on_judged=tell)
    for problem in result.problems:
        console.print(f"✗ {problem}", markup=False, emoji=False, highlight=False, soft_wrap=True)
    console.print(_table(result, exercises))
    console.print(_summary(result, len(exercises), time.monotonic() - began), markup=False, soft_wrap=True)
    return not result.count("survived") and not result.problems


def _survivor(mutant: Mutant) -> str:
    place = f"solutions/{mutant.exercise.file}:{mutant.line}"
    return f"{mutant.name} survives: {place}, in {mutant.function}: {mutant.old} → {mutant.new}"


def _table(result: Survey, exercises: Sequence[Exercise]) -> Table:
    table = Table("exercise", box=None, pad_edge=False, header_style="bold")
    for heading in ("mutants", "killed", "equivalent", "survived"):
        table.add_column(heading, justify="right")
    for exercise in exercises:
        survived = result.count("survived", exercise=exercise)
        table.add_row(
            exercise.id,
            str(result.count("killed", "late", "equivalent", "survived", exercise=exercise)),
            str(result.count("killed", "late", exercise=exercise)),
            str(result.count("equivalent", exercise=exercise)),
            Text(str(survived), style="bold red" if survived else ""),
        )
    return table


def _summary(result: Survey, exercises: int, seconds: float) -> str:
    count = result.count
    return (
        f"mutate: {len(result.fates)} mutants of {exercises} exercises; {count('killed', 'late')} killed, "
        f"{count('late')} of them by a timeout; {count('equivalent')} equivalent, {count('survived')} survived; "
        f"{len(result.problems)} problems; {seconds:.0f} s"
    )
