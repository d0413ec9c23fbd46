"""Draws the pictures of lesson 07, and prints the figures in its text.

Run from the repository's root; without names it draws all, which takes some minutes:

    PYTHONPATH=solutions python docs/figures/lesson_07_deep_q_agent.py [loop] [learning_curves] [returns]

`dials` draws nothing: it prints what each dial of BAD does to GOOD, and each of GOOD to BAD.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import torch
from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import BAD, GOOD, Hyperparameters
from lesson_07_deep_q_agent.training import TrainingLog, evaluate, make_cartpole, train
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

FIGURES = Path(__file__).resolve().parents[2] / "solutions" / "lesson_07_deep_q_agent" / "figures"

# Okabe and Ito's colours, which colour-blind people can tell apart.
BLUE, ORANGE, GREEN, VERMILLION, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#666666"
SETTINGS = {"GOOD": (GOOD, BLUE), "BAD": (BAD, VERMILLION)}

SEEDS = range(10)
N_STEPS = 32_000
N_EPISODES = 1_000
EVALUATION_SEED = 1_000_000  # no training uses it


def draw_loop() -> None:
    """Draw how environment, buffer, and the two networks work together."""
    _, axes = plt.subplots(figsize=(10, 6))
    axes.set(xlim=(0, 12), ylim=(0.2, 7.2))
    axes.axis("off")
    _box(axes, (0.3, 4.9, 2.9, 1.7), "Environment", "CartPoles in parallel", "training.py", BLUE)
    _box(axes, (4.6, 5.55, 2.6, 1.05), r"$\varepsilon$-greedy", "", "exploration.py", GREEN)
    _box(axes, (8.6, 4.9, 3.1, 1.7), "Online network", r"$Q(s, a)$", "agent.py", ORANGE)
    _box(axes, (0.3, 0.7, 2.9, 1.7), "Replay buffer", "the newest transitions", "replay_buffer.py", BLUE)
    _box(axes, (4.6, 3.0, 2.6, 1.15), "Loss", r"mean of $(Q(s, a) - y)^2$", "agent.py", ORANGE)
    _box(axes, (4.6, 0.7, 2.6, 1.15), "TD targets", "$y$", "targets.py", GREEN)
    _box(axes, (8.6, 0.7, 3.1, 1.7), "Target network", r"$Q_{\mathrm{target}}(s', a)$", "agent.py", ORANGE)

    _arrow(axes, (3.2, 5.2), (8.6, 5.2), "observations $s$", (5.9, 4.93))
    _arrow(axes, (8.6, 6.1), (7.2, 6.1), "$Q(s, a)$", (7.9, 6.33))
    _arrow(axes, (4.6, 6.1), (3.2, 6.1), "actions $a$", (3.9, 6.33))
    _arrow(axes, (1.75, 4.9), (1.75, 2.4), "transitions\n$(s, a, r, s', \\mathrm{terminated})$", (1.75, 3.65))
    _arrow(axes, (3.2, 1.3), (4.6, 1.3), "$r$, $s'$,\nterminated", (3.9, 0.8))
    _arrow(axes, (3.2, 2.1), (4.6, 3.4), "random batch:\n$s$, $a$", (3.75, 2.85))
    _arrow(axes, (8.6, 1.3), (7.2, 1.3), "next\nvalues", (7.9, 0.8))
    _arrow(axes, (5.9, 1.85), (5.9, 3.0), "targets $y$", (5.9, 2.42))
    _arrow(axes, (9.6, 4.9), (7.2, 3.3), "$Q(s, a)$", (8.55, 3.95))
    _arrow(axes, (7.2, 3.85), (8.9, 4.9), "gradient step", (7.75, 4.55))
    follows = "follows slowly:\na share $\\tau$ of the way\nafter each gradient step"
    _arrow(axes, (10.5, 4.9), (10.5, 2.4), follows, (10.5, 3.3))
    _save("loop")


def draw_learning_curves() -> None:
    """Draw the mean return of GOOD and BAD over the steps taken, for all seeds."""
    _, panels = plt.subplots(1, 2, figsize=(10, 4), sharey=True)
    grid = np.arange(0, N_STEPS + 1, 400)
    for axes, (name, (hparams, colour)) in zip(panels, SETTINGS.items(), strict=True):
        logs = [_train(hparams, seed)[1] for seed in SEEDS]
        _report(name, logs)
        curves = np.array([_held(log, grid) for log in logs])
        for curve in curves:
            axes.plot(grid, curve, color=colour, lw=0.8, alpha=0.45)
        axes.plot(grid, np.median(curves, axis=0), color="black", lw=2, label=f"median of {len(logs)} seeds")
        axes.set(title=name, xlabel="steps taken, all games together", ylim=(0, 515))
        axes.grid(alpha=0.3)
        axes.legend(loc="upper left" if name == "BAD" else "lower right")
    panels[0].set_ylabel("mean return of the greedy agent")
    _save("learning_curves")


def draw_returns() -> None:
    """Draw the returns of a trained GOOD and BAD agent in many new episodes."""
    _, axes = plt.subplots(figsize=(7, 4))
    bins = np.linspace(0, 500, 51)
    for name, (hparams, colour) in SETTINGS.items():
        agent, _ = _train(hparams, seed=0)
        returns = evaluate(agent, make_cartpole, N_EPISODES, EVALUATION_SEED)
        print(f"{name}, seed 0: mean {returns.mean():.1f}, from {returns.min():.0f} to {returns.max():.0f}, ", end="")
        print(f"500 in {(returns == 500).sum()} of {N_EPISODES}")
        axes.hist(returns, bins, color=colour, alpha=0.75, label=f"{name}: mean {returns.mean():.0f}")
    axes.set(xlabel="return: steps until the end", ylabel=f"episodes of {N_EPISODES:,}")
    axes.set(title="New episodes, played by the best weights of one training", yscale="log")
    axes.legend(loc="upper left")
    _save("returns")


def print_dials() -> None:
    """Turn one dial of GOOD to where it stands in BAD, then the other way round, and tell what comes of it."""
    for name, base, other in (("GOOD", GOOD, BAD), ("BAD", BAD, GOOD)):
        _report(name, [_train(base, seed)[1] for seed in SEEDS])
        for dials in _groups():
            changes = {dial: getattr(other, dial) for dial in dials}
            if any(getattr(base, dial) != value for dial, value in changes.items()):
                hparams = dataclasses.replace(base, **changes)
                _report(f"{name} but {changes}", [_train(hparams, seed)[1] for seed in SEEDS])


def _groups() -> list[tuple[str, ...]]:
    """List the dials; those that only make sense together are turned together."""
    together = [
        ("learning_rate", "final_learning_rate", "learning_rate_decay_updates"),
        ("target_update_interval", "target_update_rate"),
        ("epsilon_start", "epsilon_end", "epsilon_decay_steps"),
        ("n_envs", "updates_per_step"),
    ]
    alone = [field.name for field in dataclasses.fields(Hyperparameters) if not any(field.name in g for g in together)]
    return [*((name,) for name in alone), *together]


def _train(hparams: Hyperparameters, seed: int) -> tuple[DeepQAgent, TrainingLog]:
    """Train one new agent, in a single attempt."""
    agent = DeepQAgent(hparams, seed)
    return agent, train(agent, make_cartpole, seed, N_STEPS)


def _held(log: TrainingLog, grid: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the latest mean return at each step of the grid; after a training that ended early, its last one."""
    latest = np.searchsorted(log.steps, grid, side="right") - 1
    returns = np.array(log.mean_returns)
    return np.where(latest < 0, np.nan, returns[np.maximum(latest, 0)])


def _report(name: str, logs: Sequence[TrainingLog]) -> None:
    """Print what came of some trainings."""
    best = [log.best_return for log in logs]
    last = [log.mean_returns[-1] for log in logs]
    solved = [log.steps[-1] for log in logs if log.solved]
    print(f"{name}: solved {len(solved)} of {len(logs)}", end="")
    print(f" after {np.median(solved):,.0f} steps (median)" if solved else "", end="; ")
    print(f"best: median {np.median(best):.0f}, {min(best):.0f} to {max(best):.0f}", end="; ")
    print(f"last: median {np.median(last):.0f}, {min(last):.0f} to {max(last):.0f}", flush=True)


def _box(axes: Axes, place: tuple[float, float, float, float], title: str, text: str, file: str, colour: str) -> None:
    """Draw a box at (left, bottom, width, height) with a title, a line of text, and the file that holds it."""
    left, bottom, width, height = place
    shape = "round,pad=0,rounding_size=0.15"
    look = {"facecolor": colour + "22", "edgecolor": colour, "lw": 1.8}
    axes.add_patch(FancyBboxPatch((left, bottom), width, height, shape, **look))
    middle = left + width / 2
    axes.text(middle, bottom + height - 0.33, title, ha="center", va="center", fontsize=12, weight="bold")
    axes.text(middle, bottom + height / 2 - 0.02, text, ha="center", va="center", fontsize=10.5)
    axes.text(middle, bottom + 0.22, file, ha="center", va="center", fontsize=9, family="monospace", color=GREY)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], text: str, at: tuple[float, float]) -> None:
    """Draw an arrow, and what flows along it."""
    axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=16, lw=1.5, shrinkA=0, shrinkB=0))
    white = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    axes.text(*at, text, ha="center", va="center", fontsize=10, bbox=white)


def _save(name: str) -> None:
    """Write the current figure as an SVG file that depends on nothing but its content."""
    FIGURES.mkdir(exist_ok=True)
    plt.savefig(FIGURES / f"{name}.svg", bbox_inches="tight", metadata={"Date": None})
    plt.close()


PICTURES = {"loop": draw_loop, "learning_curves": draw_learning_curves, "returns": draw_returns, "dials": print_dials}

if __name__ == "__main__":
    torch.set_num_threads(1)  # the networks are small: more threads make them slower
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "deep-q-course"  # element ids that do not change from run to run
    for picture in sys.argv[1:] or PICTURES:
        started = time.process_time()
        PICTURES[picture]()
        print(f"{picture}: {time.process_time() - started:.0f} s")
