"""Adds row by row with an if for the wrap; shuffles no order but draws by choice with equal probabilities."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor


class Batch(NamedTuple):
    """Tensors of B transitions."""

    observations: Tensor
    actions: Tensor
    rewards: Tensor
    next_observations: Tensor
    terminated: Tensor


class ReplayBuffer:
    def __init__(self, capacity, observation_dim, seed):
        self.capacity = capacity
        self.storage = {
            "observations": np.full((capacity, observation_dim), np.nan, dtype=np.float32),
            "actions": np.full(capacity, -1, dtype=np.int64),
            "rewards": np.full(capacity, np.nan, dtype=np.float32),
            "next_observations": np.full((capacity, observation_dim), np.nan, dtype=np.float32),
            "terminated": np.ones(capacity, dtype=np.bool_),
        }
        self.filled, self.oldest = 0, 0
        self.rng = np.random.default_rng([seed, 7])

    def __len__(self):
        return self.filled

    def add(self, observations, actions, rewards, next_observations, terminated):
        for row in range(len(observations)):
            self._add_one(
                observations[row], actions[row], rewards[row], next_observations[row], terminated[row]
            )

    def _add_one(self, *values):
        for array, value in zip(self.storage.values(), values, strict=True):
            array[self.oldest] = value
        self.oldest += 1
        if self.oldest == self.capacity:
            self.oldest = 0
        if self.filled < self.capacity:
            self.filled += 1

    def sample(self, batch_size):
        if self.filled < 1:
            raise ValueError("nothing is stored yet")
        weights = np.full(self.filled, 1 / self.filled)
        rows = self.rng.choice(self.filled, batch_size, replace=True, p=weights)
        return Batch(
            **{name: torch.from_numpy(array.take(rows, axis=0)) for name, array in self.storage.items()}
        )
