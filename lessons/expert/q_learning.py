"""Candidates for the expert: deep Q-learning in one function, with a look at the policy every 100 updates.

Lesson 07 explains every step of it and has the code to read.  This copy stays as it is, so that the expert can
always be made again; it was written for the search, where thousands of policies are tried.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from expert.cartpole import MAX_STEPS, fresh_states, step
from expert.policy import Expert

UPDATES = 4000
UPDATES_PER_STEP = 2
BATCH_SIZE = 128
CAPACITY = 20_000
N_ENVS = 16
EPSILON_END = 0.05
EPSILON_STEPS = 2000
TARGET_RATE = 0.02
LEARNING_RATE_END = 0.1
"""The learning rate falls linearly to this fraction of its start."""
LOOK_EVERY = 100


@dataclass(frozen=True)
class Candidate:
    """What tells one run of Q-learning from another."""

    seed: int
    hidden_layers: tuple[int, ...]
    observation_scale: tuple[float, ...]
    """What the observations are multiplied by; larger factors make a policy that is harder to imitate."""
    learning_rate: float
    discount: float


class Memory:
    """A ring of the last transitions, one array for each part."""

    def __init__(self) -> None:
        self.observations = np.zeros((CAPACITY, 4), np.float32)
        self.next_observations = np.zeros((CAPACITY, 4), np.float32)
        self.actions = np.zeros(CAPACITY, np.int64)
        self.lost = np.zeros(CAPACITY, np.float32)
        self.n_added = 0

    def add(
        self,
        observations: NDArray[np.float32],
        actions: NDArray[np.int64],
        next_observations: NDArray[np.float32],
        lost: NDArray[np.bool_],
    ) -> None:
        """Put one transition of each environment in the place of the oldest ones."""
        rows = (self.n_added + np.arange(N_ENVS)) % CAPACITY
        self.observations[rows] = observations
        self.actions[rows] = actions
        self.next_observations[rows] = next_observations
        self.lost[rows] = lost
        self.n_added += N_ENVS

    def sample(self, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Draw a batch: observations, actions, next observations, and 1 where the episode was lost."""
        rows = rng.integers(0, min(self.n_added, CAPACITY), BATCH_SIZE)
        parts = (self.observations, self.actions, self.next_observations, self.lost)
        observations, actions, next_observations, lost = (torch.from_numpy(part[rows]) for part in parts)
        return observations, actions, next_observations, lost


def snapshots(candidate: Candidate) -> Iterator[tuple[int, Expert]]:
    """Train a candidate; give its policy, with the number of updates so far, every `LOOK_EVERY` updates."""
    torch.manual_seed(candidate.seed)
    rng = np.random.default_rng(candidate.seed)
    scale = np.array(candidate.observation_scale, np.float32)
    online, target = make_network(candidate), make_network(candidate)
    target.load_state_dict(online.state_dict())
    optimizer = torch.optim.Adam(
        online.parameters(), lr=candidate.learning_rate, betas=(0.9, 0.99), fused=True
    )
    memory = Memory()
    states, ages = fresh_states(rng, N_ENVS), np.zeros(N_ENVS, np.int64)
    n_updates = 0
    while n_updates < UPDATES:
        observations = (states * scale).astype(np.float32)
        epsilon = max(EPSILON_END, 1 - (1 - EPSILON_END) * memory.n_added / EPSILON_STEPS)
        actions = explore(online, observations, epsilon, rng)
        states, lost = step(states, actions)
        ages += 1
        memory.add(observations, actions, (states * scale).astype(np.float32), lost)
        over = lost | (ages >= MAX_STEPS)
        states = np.where(over[:, None], fresh_states(rng, N_ENVS), states)
        ages[over] = 0
        if memory.n_added < BATCH_SIZE:
            continue
        for _ in range(UPDATES_PER_STEP):
            learn(online, target, optimizer, memory.sample(rng), candidate.discount)
            n_updates += 1
            optimizer.param_groups[0]["lr"] = candidate.learning_rate * max(
                LEARNING_RATE_END, 1 - (1 - LEARNING_RATE_END) * n_updates / UPDATES
            )
            if n_updates % LOOK_EVERY == 0:
                yield n_updates, read_policy(online, scale)


def make_network(candidate: Candidate) -> nn.Sequential:
    """Make a Q-network with ReLUs between its layers."""
    layers: list[nn.Module] = []
    width = 4
    for next_width in candidate.hidden_layers:
        layers += [nn.Linear(width, next_width), nn.ReLU()]
        width = next_width
    return nn.Sequential(*layers, nn.Linear(width, 2))


def explore(
    online: nn.Module, observations: NDArray[np.float32], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Choose epsilon-greedy actions, of shape (N,)."""
    with torch.no_grad():
        greedy: NDArray[np.int64] = online(torch.from_numpy(observations)).argmax(dim=1).numpy()
    at_random = rng.random(N_ENVS) < epsilon
    return np.where(at_random, rng.integers(0, 2, N_ENVS), greedy)


def learn(
    online: nn.Module,
    target: nn.Module,
    optimizer: torch.optim.Optimizer,
    batch: tuple[Tensor, Tensor, Tensor, Tensor],
    discount: float,
) -> None:
    """Take one step towards the Double DQN targets, and let the target network follow a little."""
    observations, actions, next_observations, lost = batch
    with torch.no_grad():
        best = online(next_observations).argmax(dim=1, keepdim=True)
        values = 1 + discount * (1 - lost) * target(next_observations).gather(1, best).squeeze(1)
    loss = functional.smooth_l1_loss(online(observations).gather(1, actions[:, None]).squeeze(1), values)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        for slow, fast in zip(target.parameters(), online.parameters(), strict=True):
            slow.lerp_(fast, TARGET_RATE)


def read_policy(online: nn.Sequential, scale: NDArray[np.float32]) -> Expert:
    """Copy the greedy policy out of a Q-network, with the scale folded into its first layer."""
    layers = [
        (layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy())
        for layer in online
        if isinstance(layer, nn.Linear)
    ]
    weight, bias = layers[0]
    return Expert(((weight * scale, bias), *layers[1:]))
