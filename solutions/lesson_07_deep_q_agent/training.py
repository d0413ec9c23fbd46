"""Let an agent play and learn, evaluate it now and then, and keep its best weights."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import gymnasium as gym
import numpy as np
import torch
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray
from torch import Tensor

from lesson_07_deep_q_agent.agent import N_ACTIONS, DeepQAgent
from lesson_07_deep_q_agent.exploration import linear_epsilon
from lesson_07_deep_q_agent.hyperparameters import Hyperparameters

Envs = VectorEnv[NDArray[np.float32], NDArray[np.int64], Any]
"""Several games that are played in parallel: they take an action each, and give an observation each."""

MakeEnvs = Callable[[int], Envs]
"""Makes that many parallel games."""

PERFECT_RETURN = 500.0
"""CartPole's time limit: one reward for each step that the pole stands."""


def make_cartpole(n_envs: int) -> Envs:
    """Make that many CartPoles, all moved by the same few array operations.

    This function is given: nothing to write here.
    """
    return gym.make_vec("CartPole-v1", num_envs=n_envs, vectorization_mode="vector_entry_point")
