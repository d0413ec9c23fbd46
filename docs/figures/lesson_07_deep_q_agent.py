"""The pictures and the measured numbers of lesson 07.

From the repository's root, one part or, without names, all, which takes half an hour of one core:

    PYTHONPATH=solutions .venv/bin/python docs/figures/lesson_07_deep_q_agent.py [loop] [curves] [dials] [traps]
"""

from __future__ import annotations

import sys

sys.path.append(sys.path.pop(0))  # the lesson's package comes before this script, which has the same name

import dataclasses
import functools
import math
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from shared import save_figure, write_measured

from lesson_07_deep_q_agent import training
from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import BAD, GOOD, Hyperparameters
from lesson_07_deep_q_agent.training import Play, TrainingLog, evaluate, make_cartpole, train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lesson_07_deep_q_agent.training import Envs

LESSON = "lesson_07_deep_q_agent"

# Okabe and Ito's colours, which colour-blind people can tell apart.
BLUE, ORANGE, GREEN, VERMILLION, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#666666"
SETTINGS = {"GOOD": (GOOD, BLUE), "BAD": (BAD, VERMILLION)}

SEEDS = range(10)
N_STEPS = 20_000
TRAP_STEPS = 100_000
N_EPISODES = 1_000
EVALUATION_SEED = 1_000_000  # no training uses it
HEADER = """| training | solved | after steps | best mean return | last mean return |
| --- | --- | --- | --- | --- |"""

TOGETHER = (
    ("learning_rate", "final_learning_rate", "learning_rate_decay_updates"),
    ("target_update_interval", "target_update_rate"),
    ("epsilon_start", "epsilon_end", "epsilon_decay_steps"),
)
"""Dials that only make sense together."""


def draw_loop() -> None:
    """Draw how environment, buffer, and the two networks work together."""
    figure, axes = plt.subplots(figsize=(10, 6), layout="constrained")
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
    save_figure(figure, LESSON, "loop.svg")


def draw_learning_curves() -> None:
    """Draw how GOOD and BAD learn, for all seeds, and how the best agents then play in new episodes."""
    figure, panels = plt.subplots(1, 2, figsize=(10, 4), sharey=True, layout="constrained")
    histogram, axis = plt.subplots(figsize=(8, 3.5), layout="constrained")
    grid = np.arange(0, N_STEPS + 1, 100)
    rows = []
    remarks = [
        "| | agents | mean return | lowest | share of episodes with 500 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for axes, (name, (hparams, colour)) in zip(panels, SETTINGS.items(), strict=True):
        results = [_train(hparams, seed) for seed in SEEDS]
        logs = [log for _, log in results]
        rows.append(_row(f"`{name}`", logs))
        curves = np.array([_held(log, grid) for log in logs])
        for curve in curves:
            axes.plot(grid / 1_000, curve, color=colour, linewidth=0.8, alpha=0.5)
        axes.plot(
            grid / 1_000, np.median(curves, axis=0), color="black", label=f"median of {len(logs)} seeds"
        )
        axes.set(title=name, xlabel="thousand steps, all games together", ylim=(0, 515))
        axes.grid(alpha=0.3)
        axes.legend(loc="center right")

        returns = np.array(
            [evaluate(agent, make_cartpole, N_EPISODES, EVALUATION_SEED) for agent, _ in results]
        )
        axis.hist(returns.ravel(), list(np.linspace(0, 500, 51)), color=colour, alpha=0.75, label=name)
        remarks += [f"| `{name}` | all ten | {_sum_up(returns)} |"]
        remarks += [f"| `{name}` | best of ten | {_sum_up(returns[np.argmax(returns.mean(axis=1))])} |"]
        values = [_value_of_a_start(agent) for agent, log in results if log.solved]
        if values:
            text = f"the agents that are solved say {min(values):.0f} to {max(values):.0f}."
            write_measured(LESSON, "values", text)
    panels[0].set_ylabel("mean return of the greedy agent")
    axis.set(xlabel="return: steps until the end", ylabel="episodes", yscale="log")
    axis.set_title(f"{N_EPISODES:,} new episodes with each of ten agents")
    axis.legend(loc="upper center")
    save_figure(figure, LESSON, "learning_curves.svg")
    save_figure(histogram, LESSON, "returns.svg")
    write_measured(LESSON, "good and bad", "\n".join([HEADER, *rows]))
    write_measured(LESSON, "new episodes", "\n".join(remarks))


def _sum_up(returns: NDArray[np.float64]) -> str:
    """Sum up the returns of some episodes as the end of a table's row."""
    perfect = (returns == training.PERFECT_RETURN).mean()
    return f"{returns.mean():.1f} | {returns.min():.0f} | {perfect:.1%}"


def _value_of_a_start(agent: DeepQAgent) -> float:
    """Ask an agent what it thinks that the beginning of an episode is worth; the mean over many beginnings."""
    envs = make_cartpole(N_EPISODES)
    observations, _ = envs.reset(seed=EVALUATION_SEED)
    envs.close()
    with torch.no_grad():
        values = agent.q_values(agent.q_network, torch.from_numpy(observations))
    return values.max(dim=1).values.mean().item()


def measure_dials() -> None:
    """Turn one dial of GOOD to where it stands in BAD, then the other way round, and write what comes of it."""
    rows = []
    alone = [(field.name,) for field in dataclasses.fields(Hyperparameters)]
    groups = [group for group in alone if not any(group[0] in others for others in TOGETHER)] + list(TOGETHER)
    for name, base, other in (("GOOD", GOOD, BAD), ("BAD", BAD, GOOD)):
        rows.append(_row(f"`{name}`", _logs(base)))
        for group in groups:
            changes = {
                dial: getattr(other, dial) for dial in group if getattr(base, dial) != getattr(other, dial)
            }
            if changes:
                shown = ", ".join(f"`{dial} = {value}`" for dial, value in changes.items())
                rows.append(_row(f"`{name}`, but {shown}", _logs(dataclasses.replace(base, **changes))))
    write_measured(LESSON, "dials", "\n".join([HEADER, *rows]))


def measure_traps() -> None:
    """Train with GOOD and a `play_step` that makes one of two famous mistakes, and write what comes of it.

    The agents go on learning when they are perfect: that is when episodes are truncated.
    """
    plays = {
        "as it should be": training.play_step,
        "truncation taken for termination": _truncation_as_termination,
        "resets stored as transitions": _resets_as_transitions,
    }
    lines = ["| training | mean return in the second half | value of a start |", "| --- | --- | --- |"]
    perfect, right = training.PERFECT_RETURN, training.play_step
    training.PERFECT_RETURN = math.inf  # so that no evaluation ends the training
    for name, play_step in plays.items():
        training.play_step = play_step
        means, values = [], []
        for seed in SEEDS:
            agent = DeepQAgent(GOOD, seed)
            returns = train(agent, make_cartpole, seed, TRAP_STEPS).mean_returns
            means.append(float(np.mean(returns[len(returns) // 2 :])))
            values.append(_value_of_a_start(agent))
        lines.append(f"| {name} | {_median_and_range(means)} | {_median_and_range(values)} |")
        print(lines[-1], flush=True)
    training.PERFECT_RETURN, training.play_step = perfect, right
    write_measured(LESSON, "traps", "\n".join(lines))


def _truncation_as_termination(agent: DeepQAgent, envs: Envs, play: Play, epsilon: float) -> Play:
    actions = agent.act(play.observations, epsilon)
    following, rewards, terminated, truncated, _ = envs.step(actions)
    done = terminated | truncated
    going = ~play.done
    agent.observe(play.observations[going], actions[going], rewards[going], following[going], done[going])
    return Play(following, done)


def _resets_as_transitions(agent: DeepQAgent, envs: Envs, play: Play, epsilon: float) -> Play:
    actions = agent.act(play.observations, epsilon)
    following, rewards, terminated, truncated, _ = envs.step(actions)
    agent.observe(play.observations, actions, rewards, following, terminated)
    return Play(following, terminated | truncated)


@functools.cache
def _train(hparams: Hyperparameters, seed: int) -> tuple[DeepQAgent, TrainingLog]:
    """Train one new agent, in a single attempt."""
    agent = DeepQAgent(hparams, seed)
    return agent, train(agent, make_cartpole, seed, N_STEPS)


def _logs(hparams: Hyperparameters) -> list[TrainingLog]:
    """Train one new agent for each seed."""
    _train.cache_clear()  # a trap may have changed what training does
    return [_train(hparams, seed)[1] for seed in SEEDS]


def _held(log: TrainingLog, grid: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the latest mean return at each step of the grid; after a training that ended early, its last one."""
    latest = np.searchsorted(log.steps, grid, side="right") - 1
    returns = np.array(log.mean_returns)
    return np.where(latest < 0, np.nan, returns[np.maximum(latest, 0)])


def _row(name: str, logs: Sequence[TrainingLog]) -> str:
    """Sum up some trainings as a row of the table."""
    solved = [log.best_step for log in logs if log.solved]
    after = f"{np.median(solved):,.0f}" if solved else "-"
    best = _median_and_range([log.best_return for log in logs])
    last = _median_and_range([log.mean_returns[-1] for log in logs])
    row = f"| {name} | {len(solved)} of {len(logs)} | {after} | {best} | {last} |"
    print(row, flush=True)
    return row


def _median_and_range(values: Sequence[float]) -> str:
    return f"{np.median(values):.0f} ({min(values):.0f} to {max(values):.0f})"


def _box(
    axes: Axes, place: tuple[float, float, float, float], title: str, text: str, file: str, colour: str
) -> None:
    """Draw a box at (left, bottom, width, height) with a title, a line of text, and the file that holds it."""
    left, bottom, width, height = place
    shape = "round,pad=0,rounding_size=0.15"
    look = {"facecolor": colour + "22", "edgecolor": colour, "lw": 1.8}
    axes.add_patch(FancyBboxPatch((left, bottom), width, height, shape, **look))
    middle = left + width / 2
    axes.text(middle, bottom + height - 0.33, title, ha="center", va="center", fontsize=12, weight="bold")
    axes.text(middle, bottom + height / 2 - 0.02, text, ha="center", va="center", fontsize=10.5)
    axes.text(
        middle, bottom + 0.22, file, ha="center", va="center", fontsize=9, family="monospace", color=GREY
    )


def _arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], text: str, at: tuple[float, float]
) -> None:
    """Draw an arrow, and what flows along it."""
    axes.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=16, lw=1.5, shrinkA=0, shrinkB=0)
    )
    white = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    axes.text(*at, text, ha="center", va="center", fontsize=10, bbox=white)


PARTS: dict[str, Callable[[], None]] = {
    "loop": draw_loop,
    "curves": draw_learning_curves,
    "dials": measure_dials,
    "traps": measure_traps,
}

if __name__ == "__main__":
    torch.set_num_threads(1)  # the networks are small: more threads make them slower
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
