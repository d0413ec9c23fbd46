"""NAdam, one learning-rate cycle, clipped gradients, divided inputs, and demonstrations by a loop of its own."""

import numpy as np
import torch
from torch import nn


class Network(nn.Module):
    """One wide hidden layer and a narrow one; the features are divided by their largest values first."""

    def __init__(self, largest):
        super().__init__()
        self.largest = largest
        self.first, self.second, self.last = nn.Linear(4, 256), nn.Linear(256, 64), nn.Linear(64, 2)

    def forward(self, x):
        x = torch.relu(self.first(3 * x / self.largest))
        return self.last(torch.relu(self.second(x)))


def demonstrations(env, policy, count, seed):
    """Play and note what the policy sees and does."""
    rows, actions = [], []
    observation, _ = env.reset(seed=seed)
    while len(rows) < count:
        action = policy(observation)
        rows.append(observation)
        actions.append(action)
        observation, _, terminated, truncated, _ = env.step(action)
        if terminated or truncated:
            observation, _ = env.reset()
    return torch.tensor(np.array(rows)), torch.tensor(actions)


def train_imitator(env, policy, seed):
    generator = torch.Generator().manual_seed(seed)
    x, y = demonstrations(env, policy, 20_000, seed)
    epochs, size = 25, 256
    model = Network(x.abs().max(dim=0).values)
    optimizer = torch.optim.NAdam(model.parameters(), lr=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=1e-2, epochs=epochs, steps_per_epoch=-(-len(x) // size)
    )
    loss_of = nn.CrossEntropyLoss()
    for _ in range(epochs):
        for rows in torch.randperm(len(x), generator=generator).split(size):
            optimizer.zero_grad()
            loss_of(model(x[rows]), y[rows]).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimizer.step()
            schedule.step()
    return model
