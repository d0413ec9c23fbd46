"""How much faster 1,000 greedy episodes are in one batch than in the usual loop over one environment.

Both play the same agents from the same initial states, so that the returns can be compared one by one: a perfect agent
for the time, and one that was trained for a short while, whose returns differ, for the comparison.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

import gymnasium as gym
import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from autograder.paths import SOLUTIONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

sys.path.insert(0, str(SOLUTIONS))  # before the lessons are imported

from lesson_07_deep_q_agent.agent import DeepQAgent
from lesson_07_deep_q_agent.hyperparameters import GOOD
from lesson_07_deep_q_agent.training import evaluate, make_cartpole, train, train_until_solved

EPISODES = 1_000


def play_one_by_one(agent: DeepQAgent, states: NDArray[np.float64]) -> NDArray[np.float64]:
    """Play an episode from each initial state the usual way: one environment, one observation, one action."""
    environment = gym.make("CartPole-v1")
    returns = []
    for state in states:
        environment.reset(seed=0)
        environment.unwrapped.state = tuple(map(float, state))  # type: ignore[attr-defined]  # CartPole has it
        observation, total, done = state.astype(np.float32), 0.0, False
        while not done:
            action = int(agent.act(observation[None])[0])
            observation, reward, terminated, truncated, _ = environment.step(action)
            total += float(reward)
            done = terminated or truncated
        returns.append(total)
    environment.close()
    return np.array(returns)


def initial_states(seed: int) -> NDArray[np.float64]:
    """Return the states in which `evaluate` starts its episodes, unrounded: observations are float32."""
    environments: Any = make_cartpole(EPISODES)
    environments.reset(seed=seed)
    states: NDArray[np.float64] = environments.unwrapped.state.T.copy()
    environments.close()
    return states


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="paired runs")
    parser.add_argument(
        "--loop-episodes", type=int, default=60, help="episodes of the loop; its time is scaled up"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    perfect, _ = train_until_solved(GOOD, make_cartpole, seed=0)
    learner = DeepQAgent(GOOD, seed=1)
    train(learner, make_cartpole, seed=1, n_steps=40_000)

    ratios, batch_seconds, loop_seconds = [], [], []
    for seed in range(arguments.runs):
        began = time.perf_counter()
        evaluate(perfect, make_cartpole, EPISODES, seed)
        batch_seconds.append(time.perf_counter() - began)
        began = time.perf_counter()
        play_one_by_one(perfect, initial_states(seed)[: arguments.loop_episodes])
        loop_seconds.append((time.perf_counter() - began) * EPISODES / arguments.loop_episodes)
        ratios.append(loop_seconds[-1] / batch_seconds[-1])

    batched = evaluate(learner, make_cartpole, EPISODES, seed=0)[: 4 * arguments.loop_episodes]
    single = play_one_by_one(learner, initial_states(0)[: len(batched)])
    print_table(batch_seconds, loop_seconds, ratios, batched, single)


def print_table(
    batch_seconds: list[float],
    loop_seconds: list[float],
    ratios: list[float],
    batched: NDArray[np.float64],
    single: NDArray[np.float64],
) -> None:
    """Print medians with spread, and how the returns compare."""
    table = Table(title=f"{EPISODES:,} greedy episodes of 500 steps, one thread, {len(ratios)} paired runs")
    for column in ("", "median", "min", "max"):
        table.add_column(column, justify="right" if column else "left")
    for name, values, unit in (
        ("in one batch", batch_seconds, "s"),
        ("one environment, one by one (scaled up)", loop_seconds, "s"),
        ("times as fast", ratios, "x"),
    ):
        table.add_row(
            name, *(f"{value:.2f} {unit}" for value in (statistics.median(values), min(values), max(values)))
        )
    console = Console()
    console.print(table)
    console.print(
        f"Returns of a half-trained agent from {len(single)} equal initial states: {int((batched == single).sum())} "
        f"are equal, largest difference {np.abs(batched - single).max():.0f}; mean {batched.mean():.1f} in one batch, "
        f"{single.mean():.1f} one by one, from {single.min():.0f} to {single.max():.0f}."
    )


if __name__ == "__main__":
    main()
