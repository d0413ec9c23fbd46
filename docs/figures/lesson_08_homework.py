"""Draws the pictures of lesson 08, and prints the figures in its text.

Run from the repository's root; without names it draws all, which takes some minutes:

    PYTHONPATH=solutions python docs/figures/lesson_08_homework.py [more_data] [come_and_go]
"""

from __future__ import annotations

import sys
from pathlib import Path

import gymnasium as gym
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import torch
from expert import load_expert
from lesson_05_datasets.dataset import DemonstrationDataset, make_dataloaders
from lesson_05_datasets.demonstrations import collect_demonstrations
from lesson_06_mlps.mlp import build_mlp
from lesson_06_mlps.training import evaluate, fit
from numpy.typing import NDArray

FIGURES = Path(__file__).resolve().parents[2] / "solutions" / "lesson_08_homework" / "figures"

# Okabe and Ito's colours, which colour-blind people can tell apart.
BLUE, ORANGE, VERMILLION = "#0072B2", "#E69F00", "#D55E00"

N_SAMPLES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
N_TEST = 10_000
BATCH_SIZE = 256
GRADIENT_STEPS = 3_000  # the same for all, so that only the data differ
SEEDS = range(5)


def draw_more_data() -> None:
    """Draw the test accuracy of one network over the number of its demonstrations."""
    accuracies = np.array([[_imitate(n_samples, seed) for seed in SEEDS] for n_samples in N_SAMPLES])
    for n_samples, row in zip(N_SAMPLES, accuracies, strict=True):
        print(f"{n_samples:6,} demonstrations: {row.mean():.3f} ({row.min():.3f} to {row.max():.3f})")  # noqa: T201  the figures in the text
    _, axes = plt.subplots(figsize=(7, 4))
    axes.axhline(0.95, color=VERMILLION, ls="--", lw=1.2)
    axes.text(N_SAMPLES[0], 0.9515, "goal: 95 %", color=VERMILLION, va="bottom")
    axes.plot(N_SAMPLES, accuracies.mean(axis=1), "o-", color=BLUE, label=f"mean of {len(SEEDS)} seeds")
    axes.fill_between(
        N_SAMPLES, accuracies.min(axis=1), accuracies.max(axis=1), color=BLUE, alpha=0.25, lw=0, label="range"
    )
    axes.set(xscale="log", xlabel="number of demonstrations", ylabel=f"accuracy on {N_TEST:,} new states")
    axes.set(title=f"Two hidden layers of 256, always {GRADIENT_STEPS:,} gradient steps")
    axes.set_xticks(N_SAMPLES, [f"{n_samples:,}" for n_samples in N_SAMPLES])
    axes.xaxis.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    _save("more_data")


def _imitate(n_samples: int, seed: int) -> float:
    """Train a network on so many demonstrations and measure its accuracy on new ones."""
    torch.manual_seed(seed)
    env = gym.make("CartPole-v1")
    expert = load_expert()
    train = DemonstrationDataset(collect_demonstrations(env, expert, n_samples, seed=2 * seed))
    test = DemonstrationDataset(collect_demonstrations(env, expert, N_TEST, seed=2 * seed + 1))
    env.close()
    model = build_mlp(4, 2, [256, 256])
    train_loader, test_loader = make_dataloaders(train, test, BATCH_SIZE, seed)
    fit(model, train_loader, [], round(GRADIENT_STEPS / len(train_loader)), learning_rate=1e-3)
    return evaluate(model, test_loader).accuracy


def _save(name: str) -> None:
    """Write the current figure as an SVG file that depends on nothing but its content."""
    FIGURES.mkdir(exist_ok=True)
    plt.savefig(FIGURES / f"{name}.svg", bbox_inches="tight", metadata={"Date": None})
    plt.close()


PICTURES = {"more_data": draw_more_data}

if __name__ == "__main__":
    torch.set_num_threads(1)  # the networks are small: more threads make them slower
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "deep-q-course"  # element ids that do not change from run to run
    for picture in sys.argv[1:] or PICTURES:
        PICTURES[picture]()
