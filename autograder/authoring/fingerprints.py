"""Fingerprints: whether each wrong answer that a check knows can be told from the right one and from the others.

A check compares in several places. A mistake shows in the first of them in which its answer is not the right one; there
the message names its cause. So there no other mistake that has not shown before may give the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Fingerprints:
    """Hears of the answers that the checks of an exercise know, one check after the other."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.ambiguous: list[str] = []
        self._known: dict[str, None] = {}
        self._shown_somewhere: set[str] = set()
        self._shown: set[str] = set()

    @property
    def silent(self) -> list[str]:
        """Causes whose answer was the right one wherever they stand: nothing has shown yet that they can be named."""
        return [cause for cause in self._known if cause not in self._shown_somewhere]

    def begin(self) -> None:
        """Note that the next check begins."""
        self._shown = set()

    def note(
        self, of: str, expected: Any, diagnoses: Mapping[str, Any], same: Callable[[Any, Any], bool]
    ) -> None:
        """Note the right answer of one comparison, and the wrong ones by their causes."""
        showing: dict[str, Any] = {}
        for cause, answer in diagnoses.items():
            self._known[cause] = None
            if cause in self._shown or same(answer, expected):
                continue
            self.ambiguous += [
                f"{of}: '{other}' and '{cause}' give the same answer"
                for other, their in showing.items()
                if same(answer, their)
            ]
            showing[cause] = answer
        self._shown |= showing.keys()
        self._shown_somewhere |= showing.keys()
