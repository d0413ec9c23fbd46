"""What a check knows while it runs: which exercise it belongs to, and how much of its points it awards."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.authoring.fingerprints import Fingerprints

DEFAULT_SECONDS = 10.0
"""How long a check may take whose author says nothing else."""


@dataclasses.dataclass
class CheckContext:
    """The check that is running.

    While authors prove the checks, `fingerprints` hears of every answer that a check knows, `shift` moves the seeds
    that the check hands to student code, and `draws` tells whether it has asked for one.
    """

    exercise_file: str = ""
    exercise_name: str = ""
    submission_root: str = ""
    fraction: float = 1.0
    fingerprints: Fingerprints | None = None
    shift: int = 0
    draws: bool = False


CURRENT = CheckContext()
"""One check runs at a time in a process; the plugin renews this before each."""
