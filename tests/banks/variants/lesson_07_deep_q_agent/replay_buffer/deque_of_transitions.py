"""Keeps single transitions in a deque, which forgets the oldest by itself; draws with Python's own generator."""

import random
from collections import deque
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
    def __init__(self, capacity, observation_dim, seed):  # noqa: ARG002  the signature is given
        self.memory = deque(maxlen=capacity)
        self.random = random.Random(seed)

    def __len__(self):
        return len(self.memory)

    def add(self, observations, actions, rewards, next_observations, terminated):
        for o, a, r, n, t in zip(observations, actions, rewards, next_observations, terminated, strict=True):
            self.memory.append((np.array(o), int(a), float(r), np.array(n), bool(t)))

    def sample(self, batch_size):
        if not self.memory:
            raise ValueError("nothing is stored yet")
        drawn = self.random.choices(self.memory, k=batch_size)
        observations, actions, rewards, next_observations, terminated = zip(*drawn, strict=True)
        return Batch(
            torch.tensor(np.array(observations), dtype=torch.float32),
            torch.tensor(actions, dtype=torch.int64),
            torch.tensor(rewards, dtype=torch.float32),
            torch.tensor(np.array(next_observations), dtype=torch.float32),
            torch.tensor(terminated, dtype=torch.bool),
        )
