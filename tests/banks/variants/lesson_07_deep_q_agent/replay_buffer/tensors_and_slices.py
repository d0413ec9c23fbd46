"""Allocates tensors, writes two slices at the end of the ring, and draws with a torch.Generator."""

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
        self.fields = Batch(
            torch.empty(capacity, observation_dim),
            torch.empty(capacity, dtype=torch.int64),
            torch.empty(capacity),
            torch.empty(capacity, observation_dim),
            torch.empty(capacity, dtype=torch.bool),
        )
        self.position, self.full = 0, False
        self.generator = torch.Generator().manual_seed(seed)

    def __len__(self):
        return self.capacity if self.full else self.position

    def add(self, observations, actions, rewards, next_observations, terminated):
        n = len(actions)
        before_end = min(n, self.capacity - self.position)
        for field, values in zip(
            self.fields, (observations, actions, rewards, next_observations, terminated), strict=True
        ):
            new = torch.as_tensor(np.asarray(values))
            field[self.position : self.position + before_end] = new[:before_end]
            field[: n - before_end] = new[before_end:]
        self.full = self.full or self.position + n >= self.capacity
        self.position = (self.position + n) % self.capacity

    def sample(self, batch_size):
        if not len(self):
            raise ValueError("nothing is stored yet")
        rows = torch.randint(len(self), (batch_size,), generator=self.generator)
        return Batch(*(field[rows] for field in self.fields))
