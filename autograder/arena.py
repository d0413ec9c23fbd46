"""Where the judge plays a trained network itself, in an environment of its own, given nothing but the weights."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import gymnasium as gym
import numpy as np
from numpy.typing import ArrayLike, NDArray

N_FEATURES = 4
N_ACTIONS = 2

Layers = Sequence[tuple[ArrayLike, ArrayLike]]
"""Weights (outputs, inputs) and biases (outputs,) of linear layers, in order, with ReLU between them."""


Envs = gym.vector.VectorEnv[Any, Any, Any]
MakeEnvs = Callable[[int], Envs]
"""Makes that many parallel games."""


def make_cartpole(n_envs: int) -> Envs:
    """Make that many parallel games of CartPole-v1, moved by the same array operations."""
    return gym.make_vec("CartPole-v1", num_envs=n_envs, vectorization_mode="vector_entry_point")


_MIRRORINGS = [
    (cart, pole, swapped)
    for cart, pole, swapped in itertools.product((1, -1), (1, -1), (False, True))
    if (cart, pole, swapped) not in {(1, 1, False), (-1, -1, True)}
]
"""Signs of the cart's axis and of the pole's, and whether the actions are exchanged, where the game is another."""


@dataclasses.dataclass(frozen=True)
class Disguise:
    """CartPole, a little otherwise: what was written or learnt for CartPole-v1 alone is of little use in it.

    `signs` multiplies the features, `swapped` exchanges the actions, the factors multiply physical constants.
    """

    signs: tuple[int, int, int, int]
    swapped: bool
    gravity: float
    length: float
    force: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Disguise:
        """Draw a disguise: the cart's axis and the pole's mirrored or not, actions too, physics within 15 %.

        To mirror both axes and exchange the actions gives CartPole-v1 again, seen in a mirror; that, and to change
        nothing, is never drawn.
        """
        cart, pole, swapped = _MIRRORINGS[rng.integers(len(_MIRRORINGS))]
        gravity, length, force = (float(factor) for factor in rng.uniform(0.85, 1.15, size=3))
        return cls((cart, cart, pole, pole), swapped, gravity, length, force)

    def make_envs(self, n_envs: int) -> Envs:
        """Make that many parallel games in this disguise."""
        games = make_cartpole(n_envs)
        physics: Any = games.unwrapped
        physics.gravity *= self.gravity
        physics.length *= self.length
        physics.polemass_length *= self.length
        physics.force_mag *= self.force
        return _DisguisedGames(games, self)


class _DisguisedGames(gym.vector.VectorWrapper[Any, Any, Any, Any, Any]):
    """Games whose axes and actions a disguise mirrors."""

    def __init__(self, games: Envs, disguise: Disguise) -> None:
        super().__init__(games)
        self._signs = np.array(disguise.signs, dtype=np.float32)
        self._swapped = disguise.swapped

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        observations, info = self.env.reset(seed=seed, options=options)
        return observations * self._signs, info

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        chosen = 1 - np.asarray(actions) if self._swapped else np.asarray(actions)
        observations, rewards, terminated, truncated, info = self.env.step(chosen)
        return observations * self._signs, rewards, terminated, truncated, info


def greedy_actions(layers: Layers, observations: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    """Return the best action for each observation.

    Args:
        layers: a network from 4 features to 2 action values.
        observations: shape (N, 4).

    Returns:
        The actions, int64 of shape (N,).

    Raises:
        ValueError: if the layers are no such network.

    """
    return _best(validated(layers), observations)


def play(
    layers: Layers, n_episodes: int, seed: int, make_envs: MakeEnvs = make_cartpole
) -> NDArray[np.float64]:
    """Play greedy episodes of CartPole side by side and return the return of each, 0 to 500.

    Args:
        layers: a network from 4 features to 2 action values.
        n_episodes: the number of episodes N, at least 1.
        seed: of the environments.
        make_envs: makes the parallel games; CartPole-v1 unless they are disguised.

    Returns:
        The returns, float64 of shape (N,).

    Raises:
        ValueError: if the layers are no such network.

    """
    network = validated(layers)
    environments = make_envs(n_episodes)
    observations, _ = environments.reset(seed=seed)
    returns = np.zeros(n_episodes)
    running = np.ones(n_episodes, dtype=bool)
    while running.any():
        observations, rewards, terminated, truncated, _ = environments.step(_best(network, observations))
        returns[running] += rewards[running]
        running &= ~(terminated | truncated)
    environments.close()
    return returns


def validated(layers: Layers) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Return `layers` as float32 arrays; ValueError names the first that does not fit."""
    network = [_layer(number, layer) for number, layer in enumerate(layers, start=1)]
    if not network:
        raise ValueError("layers: expected at least one linear layer, got none")
    width = N_FEATURES
    for number, (weight, bias) in enumerate(network, start=1):
        if weight.ndim != 2 or bias.shape != weight.shape[:1] or weight.shape[1] != width:  # noqa: PLR2004  a matrix
            raise ValueError(
                f"layer {number}: expected a weight of shape (outputs, {width}) and a bias of shape (outputs,), "
                f"got {weight.shape} and {bias.shape}"
            )
        width = weight.shape[0]
    if width != N_ACTIONS:
        raise ValueError(f"last layer: expected {N_ACTIONS} outputs, one per action, got {width}")
    return network


def _layer(number: int, layer: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    try:
        weight, bias = (np.asarray(part, dtype=np.float32) for part in layer)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"layer {number}: expected a pair (weight, bias) of arrays, got {type(layer).__name__}"
        ) from error
    if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
        raise ValueError(
            f"layer {number}: expected finite numbers, got nan or infinity; did learning diverge?"
        )
    return weight, bias


def _best(
    network: list[tuple[NDArray[np.float32], NDArray[np.float32]]], observations: NDArray[np.floating[Any]]
) -> NDArray[np.int64]:
    values = observations.astype(np.float32)
    for number, (weight, bias) in enumerate(network):
        values = np.maximum(values, 0) if number else values
        values = values @ weight.T + bias
    actions: NDArray[np.int64] = values.argmax(axis=1)
    return actions
