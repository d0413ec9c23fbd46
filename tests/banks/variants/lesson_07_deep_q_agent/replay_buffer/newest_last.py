"""Keeps the transitions in their order, the newest last, and moves them all when there are too many."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class Batch:
    """Tensors of B transitions."""

    observations: Tensor
    actions: Tensor
    rewards: Tensor
    next_observations: Tensor
    terminated: Tensor


class ReplayBuffer:
    def __init__(self, capacity, observation_dim, seed, *, name="buffer"):
        self.capacity, self.name = capacity, name
        shapes = [(0, observation_dim), (0,), (0,), (0, observation_dim), (0,)]
        types = [np.float32, np.int64, np.float32, np.float32, np.bool_]
        self.fields = [np.empty(shape, dtype) for shape, dtype in zip(shapes, types, strict=True)]
        self.rng = np.random.Generator(np.random.PCG64(seed))

    def __len__(self):
        return len(self.fields[0])

    def add(self, observations, actions, rewards, next_observations, terminated):
        new = (observations, actions, rewards, next_observations, terminated)
        for place, values in enumerate(new):
            self.fields[place] = np.concatenate([self.fields[place], values])[-self.capacity :]

    def sample(self, batch_size):
        if len(self) == 0:
            raise ValueError("nothing is stored yet")
        rows = np.floor(self.rng.random(batch_size) * len(self)).astype(int)
        tensors = [torch.tensor(field[rows]) for field in self.fields]
        return Batch(*tensors)
