"""A deep Q-agent from nothing but PyTorch and NumPy: Polyak averaging, RMSprop, transitions in one array."""

import copy

import numpy as np
import torch
from torch import nn

from lesson_07_deep_q_agent.hyperparameters import Hyperparameters

SCALE = torch.tensor([1.0, 0.5, 10.0, 1.0])
N_ENVS, CAPACITY, BATCH, DISCOUNT = 16, 30_000, 128, 0.99


class Player:
    """Two linear layers, and what is asked of an agent."""

    def __init__(self, width):
        self.first, self.last = nn.Linear(4, width), nn.Linear(width, 2)

    def values(self, states):
        return self.last(torch.relu(self.first(states * SCALE)))

    @torch.no_grad()
    def act(self, observations, epsilon=0.0):
        return self.values(torch.as_tensor(observations)).argmax(dim=1).numpy()

    def parameters(self):
        return [*self.first.parameters(), *self.last.parameters()]

    def layers(self):
        weights = [self.first.weight * SCALE, self.last.weight]
        biases = [self.first.bias, self.last.bias]
        return [
            (w.detach().numpy().copy(), b.detach().numpy().copy())
            for w, b in zip(weights, biases, strict=True)
        ]


def choose_hyperparameters():
    return Hyperparameters(hidden_layers=(256,), discount=DISCOUNT, batch_size=BATCH, double=False)


def play(player, make_envs, n_episodes, seed):
    """Return how long each of so many games lasts."""
    envs = make_envs(n_episodes)
    states, _ = envs.reset(seed=seed)
    lengths, running = np.zeros(n_episodes), np.ones(n_episodes, dtype=bool)
    while running.any():
        states, _, terminated, truncated, _ = envs.step(player.act(states))
        lengths += running
        running &= ~(terminated | truncated)
    envs.close()
    return lengths


def is_perfect(player, make_envs, seed):
    return all(play(player, make_envs, n, seed + n).min() == 500 for n in (20, 500, 4_000))


def attempt(make_envs, seed, n_steps=900):
    """Train one player; return the best that it was, and whether that is perfect."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    player = Player(*choose_hyperparameters().hidden_layers)
    target, best, best_mean = copy.deepcopy(player), copy.deepcopy(player), -1.0
    optimizer = torch.optim.RMSprop(player.parameters(), lr=2e-3, alpha=0.99)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, total_iters=4_000)
    memory, stored = np.zeros((CAPACITY, 11), dtype=np.float32), 0
    envs = make_envs(N_ENVS)
    states, _ = envs.reset(seed=seed)
    over = np.zeros(N_ENVS, dtype=bool)
    for step in range(n_steps):
        epsilon = max(0.05, 1 - step / 125)
        actions = np.where(rng.random(N_ENVS) < epsilon, rng.integers(2, size=N_ENVS), player.act(states))
        following, rewards, terminated, truncated, _ = envs.step(actions)
        rows = np.column_stack([states, actions, rewards, terminated, following])[~over]
        memory[(stored + np.arange(len(rows))) % CAPACITY] = rows
        stored += len(rows)
        states, over = following, terminated | truncated
        if stored < 1_000:
            continue
        for _ in range(2):
            batch = torch.from_numpy(memory[rng.integers(min(stored, CAPACITY), size=BATCH)])
            with torch.no_grad():
                later = target.values(batch[:, 7:]).amax(dim=1)
                wanted = batch[:, 5] + DISCOUNT * later * (1 - batch[:, 6])
            now = player.values(batch[:, :4]).gather(1, batch[:, 4:5].long()).squeeze(1)
            optimizer.zero_grad()
            nn.functional.mse_loss(now, wanted).backward()
            optimizer.step()
            schedule.step()
            with torch.no_grad():
                for slow, fast in zip(target.parameters(), player.parameters(), strict=True):
                    slow.lerp_(fast, 0.02)
        if step % 50 == 0:
            mean = play(player, make_envs, 20, seed + step).mean()
            if mean > best_mean:
                best, best_mean = copy.deepcopy(player), mean
            if mean == 500 and is_perfect(player, make_envs, seed):
                return player, True
    envs.close()
    return best, False


def train_one_hidden_layer(make_envs, seed):
    for number in range(20):
        player, perfect = attempt(make_envs, seed + number)
        if perfect:
            break
    return player
