"""Judge's side: says, act by act, what a level of confinement enforces on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from autograder.sandbox import landlock
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.probes import Finding, acts, area_of
from autograder.sandbox.trial import try_level

if TYPE_CHECKING:
    from autograder.sandbox.acts import Act, Layer
    from autograder.sandbox.limits import Level

LAYERS: Final[dict[Level, tuple[Layer, ...]]] = {
    "full": ("namespaces", "Landlock", "seccomp", "capabilities", "limits"),
    "landlock": ("Landlock", "seccomp", "capabilities", "limits"),
    "limits": ("limits",),
}
"""Which layers the wall of a level has."""

ORDINARY: Final = "the system's own permissions"
"""What refuses an act that no layer of the wall does, today and to this user."""


class Enforced(NamedTuple):
    """One protection, and whether it holds here."""

    name: str
    area: str
    """Files, network, limits, processes or kernel."""
    what: str
    """What a submission would do."""
    enforced: bool
    layers: tuple[str, ...]
    """What refuses it."""
    told: str
    """What the attempt was told, or what it got."""
    remains: str
    """What a submission can still do; empty where the act is refused."""


def enforcement(level: Level) -> list[Enforced]:
    """Confine a throwaway process at a level, let it attempt every forbidden act, and tell what came of each.

    SandboxError if nothing can be confined at that level here.
    """
    trial = try_level(level, probing=True)
    if not trial.works:
        raise SandboxError(f"level '{level}' does not work here: {trial.why}; use launch.best_level()")
    findings = [Finding(**found) for found in trial.answer]
    return [_row(act, finding, level) for act, finding in zip(acts(), findings, strict=True)]


def _row(act: Act, finding: Finding, level: Level) -> Enforced:
    by: tuple[str, ...] = ()
    remains = ""
    if finding.refused:
        by = tuple(layer for layer in act.layers if _is_there(layer, act, level)) or (ORDINARY,)
    else:
        remains = act.remains or f"it can {act.what}"
    return Enforced(act.name, area_of(act), act.what, finding.refused, by, finding.told, remains)


def _is_there(layer: Layer, act: Act, level: Level) -> bool:
    if layer == "Landlock" and landlock.version() < act.landlock:
        return False
    return layer in LAYERS[level]
