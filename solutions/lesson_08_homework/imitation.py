"""Homework 1: imitate the expert in at least 95 of 100 new states."""

import gymnasium as gym
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from lesson_05_datasets.dataset import DemonstrationDataset, make_dataloaders
from lesson_05_datasets.demonstrations import Policy, collect_demonstrations
from lesson_06_mlps.mlp import build_mlp
from lesson_06_mlps.training import fit


def train_imitator(env: gym.Env[NDArray[np.float32], int], policy: Policy, seed: int) -> nn.Module:
    """Collect as many demonstrations as it takes and train a network that imitates the policy.

    A thousand demonstrations are too few, whatever the network; so collect at least ten thousand, and
    choose the network, the number of epochs and the learning rate yourself.  Mind that the judge waits:
    two minutes are the limit, and a few seconds are enough.

    The judge's games differ a little from CartPole-v1, and not always in the same way: the features have other
    units, an axis may be mirrored, and the actions may be exchanged.  The expert knows; learn from what it does.

    Args:
        env: the game; it is closed by whoever made it.
        policy: the expert of this game; ask it as often as you like.
        seed: there to repeat a run.  Whoever wants that takes it for the demonstrations, the first weights and
            the order of the samples; the judge measures the accuracy alone.

    Returns:
        A model which maps observations as they come from `env`, float32 of shape (N, 4), to logits of
        shape (N, 2), and agrees with the policy in at least 95 % of the states that the policy meets in
        new episodes.

    """
    # BEGIN SOLUTION
    torch.manual_seed(seed)
    train = DemonstrationDataset(collect_demonstrations(env, policy, n_samples=30_000, seed=seed))
    test = DemonstrationDataset(collect_demonstrations(env, policy, n_samples=1_000, seed=seed + 1))
    model = build_mlp(input_dim=4, output_dim=2, hidden_layers=[256, 256])
    train_loader, test_loader = make_dataloaders(train, test, batch_size=128, seed=seed)
    fit(model, train_loader, test_loader, epochs=15, learning_rate=2e-3)
    fit(model, train_loader, test_loader, epochs=5, learning_rate=2e-4)  # small steps, to settle
    return model
    # END SOLUTION
