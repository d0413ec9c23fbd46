"""Where the judge plays a trained network itself, in an environment of its own, given nothing but the weights."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from collections.abc import Callable, Sequence
from typing import Any

import gymnasium as gym
import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.curves import EpisodeReturns

N_FEATURES = 4
N_ACTIONS = 2

Layers = Sequence[tuple[ArrayLike, ArrayLike]]
"""Weights (outputs, inputs) and biases (outputs,) of linear layers, in order, with ReLU between them."""

_Network = list[tuple[NDArray[np.float32], NDArray[np.float32]]]
"""Layers that have been validated."""

MOST_GAMES = 10_000
"""Parallel games that student code may ask the judge for at once."""

MOST_LAYERS, WIDEST = 16, 4_096
"""The largest network that the judge plays."""

_CLOSE = 1e-3
"""Action values that differ by less, as a share of the largest, count as nearly equal: see `close_calls`."""

Envs = gym.vector.VectorEnv[Any, Any, Any]
MakeEnvs = Callable[[int], Envs]
"""Makes that many parallel games."""

Policy = Callable[[NDArray[np.float32]], int]
"""Chooses the action for one observation."""


def make_cartpole(n_envs: int) -> Envs:
    """Make that many parallel games of CartPole-v1, moved by the same array operations."""
    return gym.make_vec("CartPole-v1", num_envs=n_envs, vectorization_mode="vector_entry_point")


_MIRRORINGS = (
    ((1, 1, True), (-1, -1, False)),
    ((1, -1, False), (-1, 1, True)),
    ((-1, 1, False), (1, -1, True)),
)
"""Signs of the cart's axis and of the pole's, and whether the actions are exchanged, where the game is another.

CartPole looks the same in a mirror: to turn both axes round and exchange the actions changes nothing. So the eight
combinations are four games, each in two forms, and CartPole-v1 itself is left out. No one controller is good in all
three.
"""


class SecretSeeds:
    """Turns a seed into another one, so that nobody can start the same game beside the judge's and compare."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(16)

    def __call__(self, seed: int | None) -> int | None:
        """Return the seed to use in place of `seed`: the same for the same, and None for None."""
        if seed is None:
            return None
        digest = hashlib.blake2b(str(int(seed)).encode(), key=self._secret, digest_size=4).digest()
        return int.from_bytes(digest, "big")


@dataclasses.dataclass(frozen=True)
class Disguise:
    """CartPole, a little otherwise: what was written or learnt for CartPole-v1 alone is of little use in it.

    `signs` multiplies the features, `swapped` exchanges the actions, the factors multiply physical constants, and
    `seeds` turns the seed of a reset into the one that is used.
    """

    signs: tuple[int, int, int, int]
    swapped: bool
    gravity: float
    length: float
    force: float
    seeds: Callable[[int | None], int | None] = dataclasses.field(default_factory=SecretSeeds, compare=False)

    @classmethod
    def draw(cls, rng: np.random.Generator) -> tuple[Disguise, ...]:
        """Draw three disguises in which no one controller is good: axes and actions differ, physics within 15 %."""
        drawn = []
        for number in rng.permutation(len(_MIRRORINGS)):
            cart, pole, swapped = _MIRRORINGS[number][rng.integers(2)]
            gravity, length, force = (float(factor) for factor in rng.uniform(0.85, 1.15, size=3))
            drawn.append(cls((cart, cart, pole, pole), swapped, gravity, length, force))
        return tuple(drawn)

    def make_envs(self, n_envs: int) -> Envs:
        """Make that many parallel games in this disguise; ValueError for more than any training needs."""
        if not 1 <= n_envs <= MOST_GAMES:
            raise ValueError(f"n_envs: expected 1 to {MOST_GAMES:,} parallel games, got {n_envs}")
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
        self._seeds = disguise.seeds
        self._signs = np.array(disguise.signs, dtype=np.float32)
        self._swapped = disguise.swapped
        self._episodes = EpisodeReturns(games.num_envs)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        observations, info = self.env.reset(seed=self._seeds(seed), options=options)
        return observations * self._signs, info

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        chosen = 1 - np.asarray(actions) if self._swapped else np.asarray(actions)
        observations, rewards, terminated, truncated, info = self.env.step(chosen)
        self._episodes.step(rewards, terminated | truncated)
        return observations * self._signs, rewards, terminated, truncated, info


class DisguisedExpert:
    """An expert and its game in other units, seen from another side: what is known of the expert itself is of no use.

    Each feature is multiplied by a factor of its own, and the actions may be exchanged. The expert is as good as ever,
    and as hard to imitate.
    """

    def __init__(self, expert: Policy, factors: NDArray[np.float32], *, swapped: bool) -> None:
        """Disguise `expert`; `factors` has shape (4,)."""
        self._expert = expert
        self._factors = factors
        self._swapped = swapped
        self._seeds = SecretSeeds()

    @classmethod
    def draw(cls, expert: Policy, rng: np.random.Generator) -> DisguisedExpert:
        """Draw a disguise: one of the three other games, and units between half and twice the usual ones."""
        cart, pole, swapped = _MIRRORINGS[rng.integers(len(_MIRRORINGS))][rng.integers(2)]
        units = 2.0 ** rng.uniform(-1, 1, size=N_FEATURES)
        return cls(expert, (units * (cart, cart, pole, pole)).astype(np.float32), swapped=swapped)

    def __call__(self, observation: NDArray[np.float32]) -> int:
        """Choose the action for one observation of the disguised game, float32 of shape (4,)."""
        action = self._expert((np.asarray(observation, np.float32) / self._factors).astype(np.float32))
        return 1 - action if self._swapped else action

    def make_env(self) -> gym.Env[Any, Any]:
        """Make the disguised game."""
        return _DisguisedGame(gym.make("CartPole-v1"), self._factors, self._seeds, swapped=self._swapped)


class _DisguisedGame(gym.Wrapper[Any, Any, Any, Any]):
    """A game whose features have other units and signs, and whose actions may be exchanged."""

    def __init__(
        self, game: gym.Env[Any, Any], factors: NDArray[np.float32], seeds: SecretSeeds, *, swapped: bool
    ) -> None:
        super().__init__(game)
        self._seeds = seeds
        self._factors = factors
        self._swapped = swapped

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        observation, info = self.env.reset(seed=self._seeds(seed), options=options)
        return observation * self._factors, info

    def step(self, action: Any) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        chosen = 1 - int(action) if self._swapped else action
        observation, reward, terminated, truncated, info = self.env.step(chosen)
        return observation * self._factors, reward, terminated, truncated, info


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


def close_calls(layers: Layers, observations: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
    """Say for which observations both actions are nearly equally good, so that rounding may decide between them.

    A network that adds in another order than the judge differs in the last of float32's seven digits.

    Args:
        layers: a network from 4 features to 2 action values.
        observations: shape (N, 4).

    Returns:
        Whether the values differ by less than a thousandth of the largest, bool of shape (N,).

    Raises:
        ValueError: if the layers are no such network.

    """
    values = _values(validated(layers), observations)
    close: NDArray[np.bool_] = np.abs(values[:, 1] - values[:, 0]) < _CLOSE * np.abs(values).max(initial=0)
    return close


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


def validated(layers: Layers) -> _Network:
    """Return `layers` as float32 arrays; ValueError names the first that does not fit."""
    if len(layers) > MOST_LAYERS:
        raise ValueError(f"layers: expected at most {MOST_LAYERS} linear layers, got {len(layers)}")
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
        if width > WIDEST:
            raise ValueError(f"layer {number}: expected at most {WIDEST:,} outputs, got {width:,}")
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


def _best(network: _Network, observations: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    actions: NDArray[np.int64] = _values(network, observations).argmax(axis=1)
    return actions


def _values(network: _Network, observations: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    values = observations.astype(np.float32)
    for number, (weight, bias) in enumerate(network):
        values = np.maximum(values, 0) if number else values
        values = values @ weight.T + bias
    return values
