"""The ladder of lesson 06, measured: how well four networks imitate a policy, as the lesson trains them."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

import gymnasium as gym
import torch

from expert.policy import Expert
from lesson_05_datasets.dataset import DemonstrationDataset, make_dataloaders
from lesson_05_datasets.demonstrations import collect_demonstrations
from lesson_06_mlps.mlp import build_mlp
from lesson_06_mlps.training import fit

LADDER: tuple[tuple[int, ...], ...] = ((), (256,), (256, 256), (256, 256, 256))
"""The hidden layers of the four networks."""
EPOCHS = 150
BATCH_SIZE = 64
LEARNING_RATE = 1e-3
N_SAMPLES = 1_000
"""Demonstrations to learn from, and as many to measure with."""


class Rung(NamedTuple):
    """How one network did after its last epoch; or the means, or the standard deviations, over several."""

    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float


def climb(
    expert: Expert,
    hidden_layers: Sequence[int],
    seed: int,
    *,
    n_train: int = N_SAMPLES,
    n_test: int = N_SAMPLES,
    epochs: int = EPOCHS,
) -> Rung:
    """Collect demonstrations, train one network on them as lesson 06 does, and measure it.

    Args:
        expert: the policy to imitate.
        hidden_layers: the widths of the network's hidden layers.
        seed: for the demonstrations (2 seed for train, 2 seed + 1 for test), the first weights and the batches.
        n_train: demonstrations to learn from.
        n_test: demonstrations to measure with.
        epochs: how long to train.

    """
    torch.manual_seed(seed)
    env = gym.make("CartPole-v1")
    train = DemonstrationDataset(collect_demonstrations(env, expert, n_train, seed=2 * seed))
    test = DemonstrationDataset(collect_demonstrations(env, expert, n_test, seed=2 * seed + 1))
    env.close()
    model = build_mlp(4, 2, hidden_layers)
    history = fit(model, *make_dataloaders(train, test, BATCH_SIZE, seed), epochs, LEARNING_RATE)
    return Rung(
        history.train_loss[-1], history.train_accuracy[-1], history.test_loss[-1], history.test_accuracy[-1]
    )


def means(rungs: Sequence[Rung]) -> Rung:
    """Average each figure over the runs."""
    return Rung(*(statistics.mean(figures) for figures in zip(*rungs, strict=True)))


def deviations(rungs: Sequence[Rung]) -> Rung:
    """Return each figure's standard deviation over the runs (at least two)."""
    return Rung(*(statistics.stdev(figures) for figures in zip(*rungs, strict=True)))
