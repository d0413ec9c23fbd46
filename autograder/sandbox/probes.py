"""What is really enforced: runs in a confined worker and attempts everything that it must not get away with."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from autograder.sandbox.acts import Act, RefusedError

LONGEST = 160
"""Characters of what an attempt may tell."""


class Finding(NamedTuple):
    """What came of one attempt."""

    name: str
    what: str
    """What was attempted, to be read after "it can …"."""
    refused: bool
    told: str
    """The error, or what was got."""


def acts() -> list[Act]:
    """Everything that is attempted, in order."""
    return [act for group in _areas().values() for act in group]


def area_of(act: Act) -> str:
    """Name what an act is about: files, network, limits, processes or kernel."""
    return next(area for area, group in _areas().items() if act in group)


@cache
def _areas() -> dict[str, tuple[Act, ...]]:
    # Late: fcntl and resource are for Unix alone, and this module imports anywhere.
    from autograder.sandbox import (  # noqa: PLC0415
        acts_files,
        acts_kernel,
        acts_limits,
        acts_network,
        acts_processes,
    )

    return {
        "files": tuple(acts_files.ACTS),
        "network": tuple(acts_network.ACTS),
        "limits": tuple(acts_limits.ACTS),
        "processes": tuple(acts_processes.ACTS),
        "kernel": tuple(acts_kernel.ACTS),
    }


def probe() -> list[Finding]:
    """Attempt every act, in a worker, with its box for current folder.

    Where an attempt is not refused it does as little as can be: it signals nobody, sets the time that it is anyway, and
    removes what it makes.
    """
    return [_attempt(act) for act in acts()]


def _attempt(act: Act) -> Finding:
    try:
        told, refused = str(act.attempt()), False
    except RefusedError as error:
        told, refused = str(error), True
    except MemoryError:
        told, refused = "MemoryError", True
    except OSError as error:
        told, refused = f"{type(error).__name__}: {error}", error.errno in act.refusals
    except Exception as error:  # noqa: BLE001  an attempt gone wrong proves nothing, and must not end the others
        told, refused = f"{type(error).__name__}: {error}", False
    return Finding(act.name, act.what, refused, told[:LONGEST])
