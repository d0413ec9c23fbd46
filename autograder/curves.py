"""Learning curves of the check that is running, for whoever looks on.

They are taken where the student's code cannot help taking part: from the episodes that end in the judge's own games,
and from the losses whose gradients are computed. Nothing is measured while nobody looks on.
"""

from __future__ import annotations

import functools
import time
from collections import deque
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

RETURNS = "mean return of 32 episodes"
LOSS = "training loss"

MOST_EPISODES = 32
"""Episodes that a point of the curve of returns is the mean of: as many as the course's first evaluation plays."""

INTERVAL_SECONDS = 0.1
"""Least time between two points of a curve: nobody sees more, and telling them takes time from learning."""

_tell: Callable[[str, float], None] | None = None


def tell_curves_to(listener: Callable[[str, float], None]) -> None:
    """From now on tell `listener` the name and the next value of each curve of this process."""
    global _tell  # noqa: PLW0603  one check runs at a time in a process, and one judge listens
    _tell = listener
    _note_losses()


class Curve:
    """Collects values and tells their mean now and then."""

    def __init__(self, name: str, most: int | None = None) -> None:
        """Tell means under this name: of the latest `most` values, or of those since the last point if None."""
        self._name = name
        self._since_last_point = most is None
        self._values: deque[float] = deque(maxlen=most)
        self._told = 0.0

    def add(self, value: float) -> None:
        """Add a value."""
        self._values.append(value)
        now = time.monotonic()
        if _tell is not None and now - self._told >= INTERVAL_SECONDS:
            _tell(self._name, sum(self._values) / len(self._values))
            self._told = now
            if self._since_last_point:
                self._values.clear()


class EpisodeReturns:
    """Adds up the rewards of parallel games, and tells the mean return of those that ended last."""

    def __init__(self, n_games: int) -> None:
        self._returns = np.zeros(n_games)
        self._curve = Curve(RETURNS, MOST_EPISODES)

    def step(self, rewards: NDArray[np.float64], ended: NDArray[np.bool_]) -> None:
        """Note a step of all games: `rewards` and `ended` have shape (n_games,)."""
        if _tell is None:
            return
        self._returns += rewards
        for value in self._returns[ended]:
            self._curve.add(float(value))
        self._returns[ended] = 0


def _note_losses() -> None:
    """Note every single number that `backward` is called on."""
    import torch  # noqa: PLC0415  slow; only processes that listen need it, and those have imported it

    tensor_class: Any = torch.Tensor
    backward = tensor_class.backward
    curve = Curve(LOSS)

    @functools.wraps(backward)
    def noting(tensor: torch.Tensor, *arguments: Any, **options: Any) -> None:
        backward(tensor, *arguments, **options)
        if tensor.numel() == 1:
            curve.add(tensor.item())

    tensor_class.backward = noting  # the one place that all losses pass
