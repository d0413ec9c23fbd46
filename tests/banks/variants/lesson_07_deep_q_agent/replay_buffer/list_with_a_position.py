"""Keeps a growing list of named tuples, and overwrites by a counter that never wraps."""

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
        self.capacity, self.seen, self.rows = capacity, 0, []
        self.rng = np.random.RandomState(seed)

    def __len__(self):
        return min(self.seen, self.capacity)

    def add(self, observations, actions, rewards, next_observations, terminated):
        for number in range(len(rewards)):
            one = Batch(
                torch.tensor(observations[number].tolist()),
                torch.tensor(int(actions[number])),
                torch.tensor(float(rewards[number])),
                torch.tensor(next_observations[number].tolist()),
                torch.tensor(bool(terminated[number])),
            )
            if self.seen < self.capacity:
                self.rows.append(one)
            else:
                self.rows[self.seen % self.capacity] = one
            self.seen += 1

    def sample(self, batch_size):
        if self.seen == 0:
            raise ValueError("nothing is stored yet")
        rows = [self.rows[self.rng.randint(len(self.rows))] for _ in range(batch_size)]
        return Batch(*(torch.stack(field) for field in zip(*rows, strict=True)))
