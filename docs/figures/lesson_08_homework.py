"""The pictures and the measured numbers of lesson 08.

From the repository's root, one part or, without names, all, which takes some twenty minutes of one core:

    PYTHONPATH=solutions .venv/bin/python docs/figures/lesson_08_homework.py [data] [widths] [come_and_go]
"""

from __future__ import annotations

import sys

sys.path.append(sys.path.pop(0))  # the lesson's package comes before this script, which has the same name

import dataclasses
import math
from typing import TYPE_CHECKING

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from shared import save_figure, write_measured

from expert import load_expert
from lesson_05_datasets.dataset import DemonstrationDataset, make_dataloaders
from lesson_05_datasets.demonstrations import collect_demonstrations
from lesson_06_mlps.mlp import build_mlp
from lesson_06_mlps.training import evaluate, fit
from lesson_07_deep_q_agent import training
from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.training import make_cartpole, train
from lesson_08_homework.one_hidden_layer import choose_hyperparameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LESSON = "lesson_08_homework"

# Okabe and Ito's colours, which colour-blind people can tell apart.
BLUE, ORANGE, GREEN, VERMILLION = "#0072B2", "#E69F00", "#009E73", "#D55E00"

N_SAMPLES = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
N_TEST = 10_000
BATCH_SIZE = 256
GRADIENT_STEPS = 3_000  # the same for all, so that only the data differ
DATA_SEEDS = range(5)
RATES = {
    "learning rate 1e-3": [(1.0, 1e-3)],
    "1e-3, then 1e-4 for the last sixth": [(5 / 6, 1e-3), (1 / 6, 1e-4)],
}
"""Shares of the gradient steps, and the learning rate in each."""

WIDTHS = (16, 32, 64, 128, 256, 512)
WIDTH_SEEDS = range(10)
N_STEPS = 20_000
LONG_STEPS = 60_000  # of an agent that goes on learning when it is perfect
GOAL = 0.95


def measure_data() -> None:
    """Draw how well one network imitates the expert, over the number of its demonstrations."""
    lines = [f"| demonstrations | {' | '.join(RATES)} |", "| --- | --- | --- |"]
    accuracies = np.array(
        [[[_imitate(n, seed, rates) for seed in DATA_SEEDS] for rates in RATES.values()] for n in N_SAMPLES]
    )
    for n_samples, results in zip(N_SAMPLES, accuracies, strict=True):
        cells = [f"{row.mean():.1%} ({row.min():.1%} to {row.max():.1%})" for row in results]
        lines.append(f"| {n_samples:,} | {' | '.join(cells)} |")
    write_measured(LESSON, "data", "\n".join(lines))

    figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
    axis.axhline(GOAL, color="black", linestyle="--", linewidth=1, label=f"goal: {GOAL:.0%}")
    for number, (name, colour, marker) in enumerate(zip(RATES, (ORANGE, BLUE), "so", strict=True)):
        rows = accuracies[:, number]
        axis.plot(N_SAMPLES, rows.mean(axis=1), marker=marker, color=colour, label=name)
        axis.fill_between(N_SAMPLES, rows.min(axis=1), rows.max(axis=1), color=colour, alpha=0.2, linewidth=0)
    axis.set(xscale="log", xlabel="demonstrations", ylabel=f"accuracy on {N_TEST:,} new states")
    axis.set_title(f"Mean and range of {len(DATA_SEEDS)} seeds, always {GRADIENT_STEPS:,} gradient steps")
    axis.set_xticks(N_SAMPLES, [f"{n_samples:,}" for n_samples in N_SAMPLES])
    axis.xaxis.minorticks_off()
    axis.grid(alpha=0.3)
    axis.legend(loc="lower right")
    save_figure(figure, LESSON, "more_data.svg")


def _imitate(n_samples: int, seed: int, rates: Sequence[tuple[float, float]]) -> float:
    """Train a network on so many demonstrations and measure its accuracy on new ones.

    `rates` are pairs: a share of the gradient steps, and the learning rate in it.
    """
    torch.manual_seed(seed)
    env = gym.make("CartPole-v1")
    train_frame = collect_demonstrations(env, load_expert(), n_samples, seed=2 * seed)
    test_frame = collect_demonstrations(env, load_expert(), N_TEST, seed=2 * seed + 1)
    env.close()
    # Watching the test accuracy in each epoch would take most of the time, so a few samples stand in until the end.
    few = DemonstrationDataset(test_frame.head(BATCH_SIZE))
    train_loader, few_loader = make_dataloaders(DemonstrationDataset(train_frame), few, BATCH_SIZE, seed)
    model = build_mlp(4, 2, [256, 256])
    for share, learning_rate in rates:
        fit(model, train_loader, few_loader, round(share * GRADIENT_STEPS / len(train_loader)), learning_rate)
    _, test_loader = make_dataloaders(few, DemonstrationDataset(test_frame), N_TEST, seed)
    accuracy = evaluate(model, test_loader).accuracy
    print(f"{n_samples} demonstrations, seed {seed}: {accuracy:.4f}", flush=True)
    return accuracy


def measure_widths() -> None:
    """Write how many single attempts with one hidden layer succeed, by the layer's width."""
    lines = [
        "| width | solved at the first attempt | best mean return: median (range) |",
        "| --- | --- | --- |",
    ]
    for width in WIDTHS:
        hparams = dataclasses.replace(choose_hyperparameters(), hidden_layers=(width,))
        logs = [train(DeepQAgent(hparams, seed), make_cartpole, seed, N_STEPS) for seed in WIDTH_SEEDS]
        solved = sum(log.solved for log in logs)
        best = [log.best_return for log in logs]
        span = f"{np.median(best):.0f} ({min(best):.0f} to {max(best):.0f})"
        lines.append(f"| {width} | {solved} of {len(logs)} | {span} |")
        print(lines[-1], flush=True)
    write_measured(LESSON, "widths", "\n".join(lines))


def draw_come_and_go() -> None:
    """Draw the evaluations of four agents that go on learning after they were perfect."""
    figure, panels = plt.subplots(2, 2, figsize=(10, 5), sharex=True, sharey=True, layout="constrained")
    counts: list[int] = []
    last: list[str] = []
    n_evaluations = n_followed = n_lost = 0
    perfect = training.PERFECT_RETURN
    training.PERFECT_RETURN = math.inf  # so that no evaluation ends the training
    for seed, axis in enumerate(panels.flat):
        log = train(DeepQAgent(choose_hyperparameters(), seed), make_cartpole, seed, LONG_STEPS)
        steps, returns = np.array(log.steps) / 1_000, np.array(log.mean_returns)
        axis.plot(steps, returns, color=BLUE, linewidth=1)
        best = returns == perfect
        axis.plot(steps[best], returns[best], "*", color=VERMILLION, label="perfect in 32 episodes")
        axis.set(title=f"seed {seed}", ylim=(0, 540))
        axis.grid(alpha=0.3)
        counts.append(int(best.sum()))
        n_evaluations = len(best)
        n_followed += int(best[:-1].sum())
        n_lost += int((best[:-1] & ~best[1:]).sum())
        last.append(f"{returns[-1]:.0f}")
    training.PERFECT_RETURN = perfect
    panels[0, 0].legend(loc="lower right")
    figure.supxlabel("thousand steps, all games together")
    figure.supylabel("mean return of 32 greedy episodes")
    save_figure(figure, LESSON, "come_and_go.svg")
    text = (
        f"These agents went on learning after they were perfect. Of the {n_evaluations} evaluations of each, "
        f"{', '.join(map(str, counts[:-1]))} and {counts[-1]}\nwere perfect; in {n_lost} of {n_followed} cases "
        "the evaluation after a perfect one was not. "
        f"The last evaluations gave {', '.join(last[:-1])}\nand {last[-1]}."
    )
    write_measured(LESSON, "come and go", text)


PARTS: dict[str, Callable[[], None]] = {
    "data": measure_data,
    "widths": measure_widths,
    "come_and_go": draw_come_and_go,
}

if __name__ == "__main__":
    torch.set_num_threads(1)  # the networks are small: more threads make them slower
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
