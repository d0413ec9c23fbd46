"""Where the judge plays a trained network itself, in an environment of its own, given nothing but the weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium as gym
import numpy as np
from numpy.typing import ArrayLike, NDArray

N_FEATURES = 4
N_ACTIONS = 2

Layers = Sequence[tuple[ArrayLike, ArrayLike]]
"""Weights (outputs, inputs) and biases (outputs,) of linear layers, in order, with ReLU between them."""


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


def play(layers: Layers, n_episodes: int, seed: int) -> NDArray[np.float64]:
    """Play greedy episodes of CartPole-v1 side by side and return the return of each, 0 to 500.

    Args:
        layers: a network from 4 features to 2 action values.
        n_episodes: the number of episodes N, at least 1.
        seed: of the environments.

    Returns:
        The returns, float64 of shape (N,).

    Raises:
        ValueError: if the layers are no such network.

    """
    network = validated(layers)
    environments = gym.make_vec("CartPole-v1", num_envs=n_episodes, vectorization_mode="vector_entry_point")
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
