"""Keeps all five fields in one structured array, so that a row is a transition by construction."""

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
        self.ring = np.zeros(
            capacity,
            dtype=[
                ("observations", np.float32, (observation_dim,)),
                ("actions", np.int64),
                ("rewards", np.float32),
                ("next_observations", np.float32, (observation_dim,)),
                ("terminated", np.bool_),
            ],
        )
        self.count = 0
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return min(self.count, len(self.ring))

    def add(self, observations, actions, rewards, next_observations, terminated):
        values = (observations, actions, rewards, next_observations, terminated)
        rows = np.arange(self.count, self.count + len(actions)) % len(self.ring)
        for name, value in zip(self.ring.dtype.names, values, strict=True):
            self.ring[name][rows] = value
        self.count += len(actions)

    def sample(self, batch_size):
        if self.count == 0:
            raise ValueError("nothing is stored yet")
        drawn = self.rng.choice(self.ring[: len(self)], size=batch_size)
        return Batch(*(torch.from_numpy(drawn[name].copy()) for name in drawn.dtype.names))
