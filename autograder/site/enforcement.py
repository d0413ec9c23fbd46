"""The table of what each level of the sandbox refuses, made from the acts that it is tried with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.sandbox.probes import acts, area_of
from autograder.sandbox.table import LAYERS

if TYPE_CHECKING:
    from autograder.sandbox.acts import Act
    from autograder.sandbox.limits import Level

AREAS = {
    "files": "Files",
    "network": "Network",
    "limits": "Greed",
    "processes": "Processes",
    "kernel": "Kernel",
}


def acts_table() -> str:
    """Return Markdown: for each area a table of acts, the layers that refuse them, and the levels that have one."""
    return "\n\n".join(_area(area, title) for area, title in AREAS.items())


def _area(area: str, title: str) -> str:
    levels = list(LAYERS)
    rows = [
        f"### {title}",
        "",
        f"| a submission cannot … | refused by | {' | '.join(f'`{level}`' for level in levels)} |",
        f"| --- | --- |{' :-: |' * len(levels)}",
    ]
    for act in acts():
        if area_of(act) == area:
            marks = " | ".join(_mark(act, level) for level in levels)
            rows.append(f"| {act.what} | {_layers(act)} | {marks} |")
    return "\n".join(rows)


def _layers(act: Act) -> str:
    since = f" (from version {act.landlock})" if act.landlock > 1 else ""
    return ", ".join(f"{layer}{since}" if layer == "Landlock" else layer for layer in act.layers)


def _mark(act: Act, level: Level) -> str:
    return "✓" if set(act.layers) & set(LAYERS[level]) else "–"  # noqa: RUF001  a dash is what is meant
