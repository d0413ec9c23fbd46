"""The pictures and the measured numbers of lesson 07.

From the repository's root, one part or, without names, all, which takes a quarter of an hour of one core:

    PYTHONPATH=solutions .venv/bin/python docs/figures/lesson_07_deep_q_agent.py [PART …]
"""

from __future__ import annotations

import sys

sys.path.append(sys.path.pop(0))  # the lesson's package comes before this script, which has the same name

import dataclasses
import functools
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from shared import Rows, markdown_table, median_and_range, save_figure, write_result, write_table

from lesson_07_deep_q_agent import training
from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import BAD, GOOD, Hyperparameters
from lesson_07_deep_q_agent.training import Play, TrainingLog, evaluate, make_cartpole, train

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lesson_07_deep_q_agent.replay_buffer import Batch

LESSON = "lesson_07_deep_q_agent"

# Okabe and Ito's colours, which colour-blind people can tell apart.
BLUE, ORANGE, GREEN, VERMILLION, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#666666"
SETTINGS = {"GOOD": (GOOD, BLUE), "BAD": (BAD, VERMILLION)}

SEEDS = range(10)
FEW_SEEDS = range(5)  # where many settings are compared
N_STEPS = 20_000
N_EPISODES = 1_000
EVALUATION_SEED = 1_000_000  # no training uses it
SPREAD = "{median:.0f} ({least:.0f} to {greatest:.0f})"

ROUNDING = 1.2e-7
"""By how much float32 numbers just above 1 differ: the size of one rounding error."""

WITHOUT: dict[str, dict[str, Any]] = {
    "`GOOD`": {},
    "no target network: `target_update_rate=1.0`": {"target_update_rate": 1.0},
    "`batch_size=16`": {"batch_size": 16},
    "no memory: `batch_size=16`, `buffer_capacity=16`, `learning_starts=16`": {
        "batch_size": 16,
        "buffer_capacity": 16,
        "learning_starts": 16,
    },
}
"""As in the notebook."""

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
    trainings, episodes = {}, {}
    for axes, (name, (hparams, colour)) in zip(panels, SETTINGS.items(), strict=True):
        results = [_train(hparams, seed) for seed in SEEDS]
        logs = [log for _, log in results]
        trainings[f"`{name}`"] = _sum_up(logs)
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
        episodes[f"`{name}`, all ten"] = _sum_up_episodes(returns)
        episodes[f"`{name}`, best of ten"] = _sum_up_episodes(returns[np.argmax(returns.mean(axis=1))])
        values = [_value_of_a_start(agent) for agent, log in results if log.solved]
        if values:
            write_result(LESSON, "values", {"start": {"least": min(values), "greatest": max(values)}})
    panels[0].set_ylabel("mean return of the greedy agent")
    axis.set(xlabel="return: steps until the end", ylabel="episodes", yscale="log")
    axis.set_title(f"{N_EPISODES:,} new episodes with each of ten agents")
    axis.legend(loc="upper center")
    save_figure(figure, LESSON, "learning_curves.svg")
    save_figure(histogram, LESSON, "returns.svg")
    _write_trainings("good and bad", trainings)
    write_result(LESSON, "new episodes", episodes)
    cells = [
        [
            name,
            f"{row['mean return']:.1f}",
            f"{row['lowest']:.0f}",
            f"{row['share of episodes with 500']:.1%}",
        ]
        for name, row in episodes.items()
    ]
    write_table(LESSON, "new episodes", markdown_table(["agents", *episodes["`GOOD`, all ten"]], cells))


def measure_dials() -> None:
    """Turn one dial of GOOD to where it stands in BAD, then the other way round, and keep what comes of it."""
    rows = {}
    alone = [(field.name,) for field in dataclasses.fields(Hyperparameters)]
    groups = [group for group in alone if not any(group[0] in others for others in TOGETHER)] + list(TOGETHER)
    for name, base, other in (("GOOD", GOOD, BAD), ("BAD", BAD, GOOD)):
        rows[f"`{name}`"] = _sum_up([_train(base, seed)[1] for seed in FEW_SEEDS])
        for group in groups:
            changes = {
                dial: getattr(other, dial) for dial in group if getattr(base, dial) != getattr(other, dial)
            }
            if changes:
                shown = ", ".join(f"`{dial} = {value}`" for dial, value in changes.items())
                logs = [_train(dataclasses.replace(base, **changes), seed)[1] for seed in FEW_SEEDS]
                rows[f"`{name}`, but {shown}"] = _sum_up(logs)
                print(shown, rows[f"`{name}`, but {shown}"], flush=True)
    _write_trainings("dials", rows)


def measure_without() -> None:
    """Repeat two experiments of the notebook with more seeds: no target network, and no memory."""
    rows: Rows = {}
    for name, changes in WITHOUT.items():
        logs = [_train(dataclasses.replace(GOOD, **changes), seed)[1] for seed in FEW_SEEDS]
        rows[name] = {
            "solved": {"solved": sum(log.solved for log in logs), "of": len(logs)},
            "mean of the curve": median_and_range([_mean_of_curve(log) for log in logs]),
            "largest loss": median_and_range([max(log.losses) for log in logs]),
        }
        print(name, rows[name], flush=True)
    write_result(LESSON, "without", rows)
    cells = [
        [
            name,
            "{solved} of {of}".format(**row["solved"]),
            SPREAD.format(**row["mean of the curve"]),
            "{median:,.1f} ({least:,.1f} to {greatest:,.1f})".format(**row["largest loss"]),
        ]
        for name, row in rows.items()
    ]
    write_table(LESSON, "without", markdown_table(["training", *rows["`GOOD`"]], cells))


def _mean_of_curve(log: TrainingLog) -> float:
    """Average all evaluations up to the last step; a solved agent counts as perfect from then on."""
    left = (N_STEPS - log.n_steps) // (GOOD.n_envs * training.EVALUATION_INTERVAL)
    return float(np.mean(log.mean_returns + [training.PERFECT_RETURN] * left))


def measure_moving_targets() -> None:
    """Repeat the notebook's experiment with moving targets: what comes of it after each of some gradient steps."""
    rows: Rows = {}
    for name, rate in {"never": 0.0, "slowly": GOOD.target_update_rate, "at each step": 1.0}.items():
        means, losses = zip(*(_follow_targets(rate, seed) for seed in FEW_SEEDS), strict=True)
        rows[name] = {
            "mean target after 1,000 gradient steps": median_and_range(means),
            "loss in the last 100": median_and_range(losses),
        }
        print(name, rows[name], flush=True)
    write_result(LESSON, "moving targets", rows)
    cells = []
    for name, row in rows.items():
        digits = 0 if name == "at each step" else 2  # there the numbers are large
        form = f"{{median:,.{digits}f}} ({{least:,.{digits}f}} to {{greatest:,.{digits}f}})"
        cells.append([name, *(form.format(**spread) for spread in row.values())])
    columns = ["the target network follows", *rows["never"]]
    write_table(LESSON, "moving targets", markdown_table(columns, cells))


def _follow_targets(rate: float, seed: int) -> tuple[float, float]:
    """Learn from random play alone; return the mean target in the end, and the mean loss of the last steps."""
    agent = DeepQAgent(dataclasses.replace(GOOD, target_update_rate=rate), seed)
    batch = _play_at_random(agent, seed, n_steps=100)
    losses = []
    for _ in range(1_000):
        losses.append(agent.learn())
        agent.update_target()
    return float(agent.targets(batch).mean()), float(np.mean(losses[-100:]))


def _play_at_random(agent: DeepQAgent, seed: int, n_steps: int) -> Batch:
    """Let an agent push at random, and return 512 of the transitions that it then remembers."""
    envs = make_cartpole(GOOD.n_envs)
    observations, _ = envs.reset(seed=seed)
    play = Play(observations, done=np.zeros(GOOD.n_envs, dtype=np.bool_))
    for _ in range(n_steps):
        play = training.play_step(agent, envs, play, epsilon=1.0)
    envs.close()
    return agent.buffer.sample(512)


def measure_random_play() -> None:
    """Keep how much each feature varies while an agent pushes at random."""
    agent = DeepQAgent(GOOD, seed=0)
    spread = _play_at_random(agent, seed=0, n_steps=1_000).observations.std(dim=0).tolist()
    names = ("position", "velocity", "angle", "angular velocity")
    write_result(LESSON, "random play", {"standard deviation": dict(zip(names, spread, strict=True))})


def measure_rounding() -> None:
    """Train twice with the same seed, the second time with first weights that are larger by one rounding error."""
    rows: Rows = {}
    for seed in FEW_SEEDS[:3]:
        _, log = _train(GOOD, seed)
        agent = DeepQAgent(GOOD, seed)
        with torch.no_grad():
            for weight in agent.q_network.parameters():
                weight.mul_(1 + ROUNDING)
        other = train(agent, make_cartpole, seed, N_STEPS)
        alike = [round(one) == round(two) for one, two in zip(log.mean_returns, other.mean_returns)]  # noqa: B905  one may be solved earlier
        parted = alike.index(False) if False in alike else len(alike)
        rows[f"seed {seed}"] = {
            "equal evaluations": parted,
            "evaluations": len(log.steps),
            "steps": log.n_steps,
            "best mean return": log.best_return,
            "steps after the change": other.n_steps,
            "best mean return after the change": other.best_return,
        }
        print(seed, rows[f"seed {seed}"], flush=True)
    write_result(LESSON, "rounding", rows)
    cells = [
        [
            name,
            *(f"{row[key]}" for key in ("equal evaluations", "evaluations")),
            *(f"{value:,.0f}" for value in list(row.values())[2:]),
        ]
        for name, row in rows.items()
    ]
    write_table(LESSON, "rounding", markdown_table(["", *rows["seed 0"]], cells))


@functools.cache
def _train(hparams: Hyperparameters, seed: int, n_steps: int = N_STEPS) -> tuple[DeepQAgent, TrainingLog]:
    """Train one new agent, in a single attempt."""
    agent = DeepQAgent(hparams, seed)
    return agent, train(agent, make_cartpole, seed, n_steps)


def _value_of_a_start(agent: DeepQAgent) -> float:
    """Ask an agent what it thinks that the beginning of an episode is worth; the mean over many beginnings."""
    envs = make_cartpole(N_EPISODES)
    observations, _ = envs.reset(seed=EVALUATION_SEED)
    envs.close()
    with torch.no_grad():
        values = agent.q_values(agent.q_network, torch.from_numpy(observations))
    return values.max(dim=1).values.mean().item()


def _held(log: TrainingLog, grid: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the latest mean return at each step of the grid; after a training that ended early, its last one."""
    latest = np.searchsorted(log.steps, grid, side="right") - 1
    returns = np.array(log.mean_returns)
    return np.where(latest < 0, np.nan, returns[np.maximum(latest, 0)])


def _sum_up(logs: Sequence[TrainingLog]) -> dict[str, Any]:
    """Sum up some trainings as the columns of a row."""
    solved = [log.best_step for log in logs if log.solved]
    return {
        "solved": {"solved": len(solved), "of": len(logs)},
        "after steps": float(np.median(solved)) if solved else None,
        "best mean return": median_and_range([log.best_return for log in logs]),
        "last mean return": median_and_range([log.mean_returns[-1] for log in logs]),
    }


def _sum_up_episodes(returns: NDArray[np.float64]) -> dict[str, Any]:
    """Sum up the returns of some episodes as the columns of a row."""
    return {
        "mean return": float(returns.mean()),
        "lowest": float(returns.min()),
        "share of episodes with 500": float((returns == training.PERFECT_RETURN).mean()),
    }


def _write_trainings(result: str, rows: Rows) -> None:
    """Keep some trainings that were summed up, and write the text's table."""
    write_result(LESSON, result, rows)
    cells = [
        [
            name,
            "{solved} of {of}".format(**row["solved"]),
            f"{row['after steps']:,.0f}" if row["after steps"] else "-",
            SPREAD.format(**row["best mean return"]),
            SPREAD.format(**row["last mean return"]),
        ]
        for name, row in rows.items()
    ]
    write_table(LESSON, result, markdown_table(["training", *next(iter(rows.values()))], cells))


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
    "without": measure_without,
    "moving": measure_moving_targets,
    "rounding": measure_rounding,
    "random": measure_random_play,
}

if __name__ == "__main__":
    torch.set_num_threads(1)  # the networks are small: more threads make them slower
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()
