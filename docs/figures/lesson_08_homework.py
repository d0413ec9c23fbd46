"""The pictures and the measured numbers of lesson 08.

From the repository's root, one part or, without names, all, which takes some ten minutes of one core:

    PYTHONPATH=solutions .venv/bin/python docs/figures/lesson_08_homework.py [PART …]
"""

from __future__ import annotations

import sys

sys.path.append(sys.path.pop(0))  # the lesson's package comes before this script, which has the same name

import copy
import dataclasses
import math
from typing import TYPE_CHECKING

import gymnasium as gym
import matplotlib.pyplot as plt
import numpy as np
import torch
from shared import (
    Rows,
    markdown_table,
    mean_and_range,
    median_and_range,
    run_notebook,
    save_figure,
    write_result,
    write_table,
)

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
    from collections.abc import Callable

LESSON = "lesson_08_homework"

# Okabe and Ito's colours, which colour-blind people can tell apart.
BLUE, ORANGE, VERMILLION = "#0072B2", "#E69F00", "#D55E00"

N_SAMPLES = (1_000, 5_000, 20_000)
N_TEST = 10_000
BATCH_SIZE = 256
GRADIENT_STEPS = 2_000  # the same for all, so that only the data differ
DATA_SEEDS = range(3)
FIRST_RATE = 1e-3
RATES = {"learning rate 1e-3": 1e-3, "1e-3, then 1e-4 for the last sixth": 1e-4}
"""The learning rate in the last sixth of the gradient steps."""

WIDTHS = (16, 64, 256)
WIDTH_SEEDS = range(5)
N_STEPS = 20_000
LONG_STEPS = 30_000  # of an agent that goes on learning when it is perfect
GOAL = 0.95


def measure_data() -> None:
    """Draw how well one network imitates the expert, over the number of its demonstrations."""
    accuracies = np.array([[_imitate(n_samples, seed) for seed in DATA_SEEDS] for n_samples in N_SAMPLES])
    rows = {
        f"{n_samples:,}": {name: mean_and_range(results[:, number]) for number, name in enumerate(RATES)}
        for n_samples, results in zip(N_SAMPLES, accuracies, strict=True)
    }
    _write_accuracies("data", "demonstrations", rows)

    figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
    axis.axhline(GOAL, color="black", linestyle="--", linewidth=1, label=f"goal: {GOAL:.0%}")
    for number, (name, colour, marker) in enumerate(zip(RATES, (ORANGE, BLUE), "so", strict=True)):
        results = accuracies[:, :, number]
        axis.plot(N_SAMPLES, results.mean(axis=1), marker=marker, color=colour, label=name)
        low, high = results.min(axis=1), results.max(axis=1)
        axis.fill_between(N_SAMPLES, low, high, color=colour, alpha=0.2, linewidth=0)
    axis.set(xscale="log", xlabel="demonstrations", ylabel=f"accuracy on {N_TEST:,} new states")
    axis.set_title(f"Mean and range of {len(DATA_SEEDS)} seeds, always {GRADIENT_STEPS:,} gradient steps")
    axis.set_xticks(N_SAMPLES, [f"{n_samples:,}" for n_samples in N_SAMPLES])
    axis.xaxis.minorticks_off()
    axis.grid(alpha=0.3)
    axis.legend(loc="lower right")
    save_figure(figure, LESSON, "more_data.svg")


def _imitate(n_samples: int, seed: int) -> list[float]:
    """Train a network on so many demonstrations; return its accuracy on new ones with each of `RATES`.

    They share the first five sixths of the gradient steps, and a copy of the network goes on with each.
    """
    torch.manual_seed(seed)
    env = gym.make("CartPole-v1")
    train_frame = collect_demonstrations(env, load_expert(), n_samples, seed=2 * seed)
    test_frame = collect_demonstrations(env, load_expert(), N_TEST, seed=2 * seed + 1)
    env.close()
    # Watching the test accuracy in each epoch would take most of the time, so a few samples stand in until the end.
    few = DemonstrationDataset(test_frame.head(BATCH_SIZE))
    train_loader, few_loader = make_dataloaders(DemonstrationDataset(train_frame), few, BATCH_SIZE, seed)
    _, test_loader = make_dataloaders(few, DemonstrationDataset(test_frame), N_TEST, seed)
    model = build_mlp(4, 2, [256, 256])
    epochs = GRADIENT_STEPS / len(train_loader)
    fit(model, train_loader, few_loader, round(epochs * 5 / 6), FIRST_RATE)
    accuracies = []
    for last_rate in RATES.values():
        settled = copy.deepcopy(model)
        fit(settled, train_loader, few_loader, round(epochs / 6), last_rate)
        accuracies.append(evaluate(settled, test_loader).accuracy)
    print(f"{n_samples} demonstrations, seed {seed}: {accuracies}", flush=True)
    return accuracies


def measure_cures() -> None:
    """Repeat the notebook's experiment with more seeds: which single change helps the imitator most?"""
    notebook = run_notebook(LESSON)
    rows = {}
    for name, changes in notebook["CURES"].items():
        accuracies = [notebook["cure"](**changes, seed=seed) for seed in DATA_SEEDS]
        rows[name] = {"accuracy on new states": mean_and_range(accuracies)}
        print(name, rows[name], flush=True)
    _write_accuracies("cures", "training", rows)


def _write_accuracies(result: str, first_column: str, rows: Rows) -> None:
    """Keep some accuracies, each with its range, and write the text's table."""
    write_result(LESSON, result, rows)
    form = "{mean:.1%} ({least:.1%} to {greatest:.1%})"
    cells = [[name, *(form.format(**spread) for spread in row.values())] for name, row in rows.items()]
    columns = [first_column, *next(iter(rows.values()))]
    write_table(LESSON, result, markdown_table(columns, cells))


def measure_widths() -> None:
    """Keep how many single attempts with one hidden layer succeed, by the layer's width."""
    rows = {}
    for width in WIDTHS:
        hparams = dataclasses.replace(choose_hyperparameters(), hidden_layers=(width,))
        logs = [train(DeepQAgent(hparams, seed), make_cartpole, seed, N_STEPS) for seed in WIDTH_SEEDS]
        best = [log.best_return for log in logs]
        rows[f"{width}"] = {
            "solved at the first attempt": {"solved": sum(log.solved for log in logs), "of": len(logs)},
            "best mean return": median_and_range(best),
        }
        print(width, rows[f"{width}"], flush=True)
    write_result(LESSON, "widths", rows)
    cells = [
        [
            width,
            "{solved} of {of}".format(**row["solved at the first attempt"]),
            "{median:.0f} ({least:.0f} to {greatest:.0f})".format(**row["best mean return"]),
        ]
        for width, row in rows.items()
    ]
    columns = ["width", "solved at the first attempt", "best mean return: median (range)"]
    write_table(LESSON, "widths", markdown_table(columns, cells))


def draw_come_and_go() -> None:
    """Draw the evaluations of four agents that go on learning after they were perfect."""
    figure, panels = plt.subplots(2, 2, figsize=(10, 5), sharex=True, sharey=True, layout="constrained")
    rows = {}
    n_followed = n_lost = 0
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
        rows[f"seed {seed}"] = {"perfect": int(best.sum()), "of": len(best), "last mean return": returns[-1]}
        n_followed += int(best[:-1].sum())
        n_lost += int((best[:-1] & ~best[1:]).sum())
        print(seed, rows[f"seed {seed}"], flush=True)
    training.PERFECT_RETURN = perfect
    panels[0, 0].legend(loc="lower right")
    figure.supxlabel("thousand steps, all games together")
    figure.supylabel("mean return of 32 greedy episodes")
    save_figure(figure, LESSON, "come_and_go.svg")
    write_result(
        LESSON, "come and go", rows | {"after a perfect one": {"not perfect": n_lost, "of": n_followed}}
    )


PARTS: dict[str, Callable[[], None]] = {
    "data": measure_data,
    "cures": measure_cures,
    "widths": measure_widths,
    "come_and_go": draw_come_and_go,
}

if __name__ == "__main__":
    torch.set_num_threads(1)  # the networks are small: more threads make them slower
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
