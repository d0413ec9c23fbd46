"""Stand-ins in the worker for objects that the judge lends: environments, policies, writers, callbacks.

To call one is a call back into the judge's process, where the real thing lives: student code never holds it. Names that
begin with an underscore are refused on either side, and nothing can be set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import gymnasium as gym

if TYPE_CHECKING:
    from collections.abc import Callable

    Ask = Callable[..., Any]
    """Asks the judge: `ask(operation, number, *arguments)`."""


class Lent:
    """An object of the judge's."""

    __slots__ = ("_ask", "_number")

    def __init__(self, ask: Ask, number: int) -> None:
        """Stand for the object that the judge lent under `number`."""
        object.__setattr__(self, "_ask", ask)
        object.__setattr__(self, "_number", number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._ask("attribute", self._number, name)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{name} cannot be set: this object belongs to the judge")

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Have the judge call the object."""
        return self._ask("call", self._number, "", list(arguments), named)


class _Games:
    """What both kinds of environments have in common: some methods and some values, and no more."""

    def _borrow(self, ask: Ask, number: int, values: dict[str, Any]) -> None:
        self._ask, self._number = ask, number
        for name, value in values.items():
            setattr(self, name, value)

    def reset(self, **named: Any) -> Any:
        """Begin a new episode; see gymnasium."""
        return self._ask("call", self._number, "reset", [], named)

    def step(self, action: Any) -> Any:
        """Take a step; see gymnasium."""
        return self._ask("call", self._number, "step", [action], {})

    def close(self, **named: Any) -> None:
        """Give back what the environment holds."""
        self._ask("call", self._number, "close", [], named)


class LentEnv(_Games, gym.Env[Any, Any]):
    """One environment of the judge's."""


class LentVectorEnv(_Games, gym.vector.VectorEnv[Any, Any, Any]):
    """Parallel environments of the judge's."""


_KINDS: dict[str, type[LentEnv | LentVectorEnv]] = {"env": LentEnv, "vector": LentVectorEnv}


def make_stub(ask: Ask, number: int, kind: str, values: dict[str, Any]) -> Lent | LentEnv | LentVectorEnv:
    """Make the stand-in of an object; `kind` is "env", "vector" or "object", `values` what is known of it already."""
    games = _KINDS.get(kind)
    if games is None:
        return Lent(ask, number)
    stub = games()
    stub._borrow(ask, number, values)  # noqa: SLF001  this module made it
    return stub


def number_of(thing: Any) -> int | None:
    """Return the number under which the judge lent `thing`, or None if it is no stand-in."""
    if type(thing) in {Lent, LentEnv, LentVectorEnv}:
        return int(object.__getattribute__(thing, "_number"))
    return None
