"""What student code may do with an object that the judge lends: an environment, a policy, a callback.

The object itself stays in the judge's process; a worker asks for each use of it.
"""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

import gymnasium as gym

if TYPE_CHECKING:
    from autograder.worker.values import Writer

_GAMES = ("reset", "step", "close")
_GAME_VALUES = (
    "num_envs",
    "action_space",
    "observation_space",
    "single_action_space",
    "single_observation_space",
    "render_mode",
)

TAKEN_BACK = object()
"""Stands where an object was that may be used no longer."""


def use(thing: Any, operation: str, values: list[Any]) -> Any:
    """Do with a lent object what the worker asks for: read a public attribute, or call it or a method of a game."""
    if thing is TAKEN_BACK:
        raise AttributeError("the judge has taken this object back")
    match operation, values:
        case "attribute", [str(name)] if _is_public(thing, name):
            return getattr(thing, name)
        case "call", ["", list(arguments), dict(named)] if callable(thing):
            return thing(*arguments, **named)
        case "call", [str(name), list(arguments), dict(named)] if (
            name in _GAMES and kind_of(thing) != "object"
        ):
            return getattr(thing, name)(*arguments, **named)
    raise AttributeError("this may not be done with an object of the judge's")


def _is_public(thing: Any, name: str) -> bool:
    """Whether a worker may read an attribute: of what a check defines, every name without an underscore."""
    hidden = isinstance(thing, types.FunctionType | types.MethodType | type | types.ModuleType)
    return not hidden and kind_of(thing) == "object" and name.isidentifier() and not name.startswith("_")


def kind_of(thing: Any) -> str:
    """Tell what stands for an object in a worker: "env", "vector", or "object" for everything that is no game."""
    if isinstance(thing, gym.vector.VectorEnv):
        return "vector"
    return "env" if isinstance(thing, gym.Env) else "object"


def known_values(game: Any, writer: Writer) -> list[list[Any]]:
    """Write down what is known of a game without asking it."""
    values = ((name, getattr(game, name, None)) for name in _GAME_VALUES)
    plain = (int, str, gym.spaces.Box, gym.spaces.Discrete)
    return [[name, writer.write(value)] for name, value in values if type(value) in plain]
