"""What a check knows while it runs: which exercise it belongs to, and how much of its points it awards."""

from __future__ import annotations

import dataclasses

DEFAULT_SECONDS = 10.0
"""How long a check may take whose author says nothing else."""


@dataclasses.dataclass
class CheckContext:
    """The check that is running."""

    exercise_file: str = ""
    exercise_name: str = ""
    submission_root: str = ""
    fraction: float = 1.0


CURRENT = CheckContext()
"""One check runs at a time in a process; the plugin renews this before each."""
