"""The measured numbers of the expert's page, and the ladder of lesson 06: half an hour of one core.

`PYTHONPATH=solutions .venv/bin/python docs/figures/ladder.py [ladder] [more]`, from the repository's root; one part or,
without names, both.
"""

from __future__ import annotations

import sys

sys.path.append(
    sys.path.pop(0)
)  # the lessons' packages come before scripts beside this one of the same names

from typing import TYPE_CHECKING, Any

import torch
from shared import markdown_table, write_result, write_table

from expert.ladder import Rung, deviations, means
from expert.make_expert import MORE_SAMPLES, measure_ladder, measure_more_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = [name.replace("_", " ") for name in Rung._fields]
SEEDS = 10


def spread(runs: Sequence[Rung]) -> dict[str, Any]:
    """Sum up some runs: mean and standard deviation of each figure."""
    figures = zip(COLUMNS, means(runs), deviations(runs), strict=True)
    return {column: {"mean": mean, "deviation": deviation} for column, mean, deviation in figures}


def shown(figures: dict[str, Any]) -> list[str]:
    """Write the figures of a row as the texts do: mean, and standard deviation in brackets."""
    return [f"{each['mean']:.3f} ({each['deviation']:.3f})" for each in figures.values()]


def ladder() -> None:
    """Measure the ladder, and write it into both texts."""
    rows = {hidden: spread(runs) for hidden, runs in measure_ladder(SEEDS).items()}
    write_result("expert", "ladder", rows)
    table = markdown_table(
        ["hidden layers", *COLUMNS], [[row, *shown(figures)] for row, figures in rows.items()]
    )
    write_table("expert", "ladder", table)
    write_table("lesson_06_mlps", "expert: ladder", table)


def more() -> None:
    """Measure what more demonstrations bring."""
    runs = measure_more_samples()
    rows = {
        number: {"epochs": epochs, **spread(runs[number])}
        for number, epochs in zip(runs, MORE_SAMPLES.values(), strict=True)
    }
    write_result("expert", "more demonstrations", rows)
    cells = [[number, str(row.pop("epochs")), *shown(row)] for number, row in rows.items()]
    write_table(
        "expert", "more demonstrations", markdown_table(["demonstrations", "epochs", *COLUMNS], cells)
    )


if __name__ == "__main__":
    torch.set_num_threads(1)  # the networks are small: more threads make them slower
    for part in sys.argv[1:] or ("ladder", "more"):
        {"ladder": ladder, "more": more}[part]()
