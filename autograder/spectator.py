"""Somebody who looks on while a submission is judged, hears how it goes, and may stop it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.judge_child import CheckPlan, Learning


class StoppedError(Exception):
    """A spectator stopped the judge; what was found until then has been told."""


class Spectator:
    """Looks on at one run of the judge. Its methods are called in the judge's thread; `stop` may be called in any."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let the judge end the process of the checks and raise StoppedError."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped.is_set()

    def started(self, check: CheckPlan) -> None:
        """Note that a check begins."""

    def learning(self, point: Learning) -> None:
        """Note one more point of the running check's learning curve."""
