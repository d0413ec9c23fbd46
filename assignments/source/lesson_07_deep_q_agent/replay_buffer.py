"""Remember transitions, and learn from a random sample of them."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


class Batch(NamedTuple):
    """B transitions, one in each row: in `observations` the agent took `actions`, got `rewards` and saw what came."""

    observations: Tensor
    """What the agent saw before it acted; float32 of shape (B, observation_dim)."""
    actions: Tensor
    """What it did; int64 of shape (B,)."""
    rewards: Tensor
    """What it got for that; float32 of shape (B,)."""
    next_observations: Tensor
    """What it saw afterwards; float32 of shape (B, observation_dim)."""
    terminated: Tensor
    """Whether the episode *ended* there, because the pole fell; bool of shape (B,). Running out of time is no end."""


class ReplayBuffer:
    """A ring of the newest transitions.

    Neighbours in time resemble each other, and gradient descent wants samples that do not; so the agent
    keeps its transitions for a while and learns from random ones.  (Lin 1992, *Self-improving reactive
    agents*; Mnih et al. 2015, *Human-level control through deep reinforcement learning*, Methods.)

    All memory is allocated at the start: five arrays of `capacity` rows.  Row after row is filled; after
    the last row comes the first again, so that the newest transition replaces the oldest one.

    Args:
        capacity: the number of transitions it can hold.
        observation_dim: the number of features of an observation.
        seed: for the random samples.

    Raises:
        ValueError: if the capacity is less than 1.

    """

    def __init__(self, capacity: int, observation_dim: int, seed: int) -> None:
        if capacity < 1:
            raise ValueError(f"capacity: expected at least 1 transition, got {capacity}")
        self.capacity = capacity
        self.observations = np.zeros((capacity, observation_dim), dtype=np.float32)
        self.actions = np.zeros(capacity, dtype=np.int64)
        self.rewards = np.zeros(capacity, dtype=np.float32)
        self.next_observations = np.zeros((capacity, observation_dim), dtype=np.float32)
        self.terminated = np.zeros(capacity, dtype=np.bool_)
        self.size = 0  # how many rows are filled
        self.next_row = 0  # the row that is written next
        self.rng = np.random.default_rng(seed)

    def __len__(self) -> int:
        """Return the number of transitions that are stored: at most `capacity`."""
        raise NotImplementedError("lesson_07_deep_q_agent/replay_buffer.py: write ReplayBuffer.__len__")

    def add(
        self,
        observations: NDArray[np.float32],
        actions: NDArray[np.int64],
        rewards: NDArray[np.float32],
        next_observations: NDArray[np.float32],
        terminated: NDArray[np.bool_],
    ) -> None:
        """Store N transitions, in order; each takes the place of the oldest one when the buffer is full.

        N is the number of games that are played in parallel.  It may be 0, and is at most `capacity`.  The
        transitions are copied: the buffer does not change when the caller's arrays do.

        Args:
            observations: shape (N, observation_dim).
            actions: shape (N,).
            rewards: shape (N,).
            next_observations: shape (N, observation_dim).
            terminated: shape (N,).

        """
        raise NotImplementedError("lesson_07_deep_q_agent/replay_buffer.py: write ReplayBuffer.add")

    def sample(self, batch_size: int) -> Batch:
        """Draw transitions at random: each of those stored is equally likely, in each row of the batch.

        A transition may come up twice in a batch.  The batch is a copy: it does not change when the buffer does.

        Args:
            batch_size: the number of transitions B; it may exceed the number of those stored.

        Returns:
            The transitions, as tensors of the types and shapes that `Batch` tells.

        Raises:
            ValueError: if the buffer is empty.

        """
        raise NotImplementedError("lesson_07_deep_q_agent/replay_buffer.py: write ReplayBuffer.sample")
