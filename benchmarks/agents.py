"""How long the reference agents take to solve CartPole, over many seeds, and how long Stable-Baselines3's DQN takes.

Solved means: 500 in each of 1,000 fresh greedy episodes, played by their weights and never used to decide when to stop.
Stable-Baselines3 runs with the settings that its zoo tuned for CartPole-v1; after every 500 steps its policy is played,
and the time to the first perfect one counts. Evaluation is left out of its time, and of the reference's only in this
comparison.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from autograder.arena import play
from autograder.paths import SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(SOLUTIONS))  # before the lessons are imported

from lesson_07_deep_q_agent import training
from lesson_07_deep_q_agent.hyperparameters import GOOD, Hyperparameters
from lesson_08_homework.one_hidden_layer import choose_hyperparameters

EPISODES = 1_000
PERFECT = 500

# rl-baselines3-zoo, hyperparams/dqn.yml, CartPole-v1.
SB3_SETTINGS: dict[str, Any] = {
    "learning_rate": 2.3e-3,
    "batch_size": 64,
    "buffer_size": 100_000,
    "learning_starts": 1_000,
    "gamma": 0.99,
    "target_update_interval": 10,
    "train_freq": 256,
    "gradient_steps": 128,
    "exploration_fraction": 0.16,
    "exploration_final_eps": 0.04,
    "policy_kwargs": {"net_arch": [256, 256]},
}
SB3_STEPS = 50_000
SB3_EVALUATION_INTERVAL = 500


class Result(NamedTuple):
    """One training: CPU seconds with and without evaluation, attempts given up, and whether it solved CartPole."""

    seconds: float
    learning_seconds: float
    restarts: int
    solved: bool


class Stopwatch:
    """Adds up the CPU time that a function takes while it is wrapped."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function`, timed."""

        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += time.process_time() - began

        return timed


def train_reference(hparams: Hyperparameters, seed: int) -> Result:
    """Train the reference until it calls itself solved, and play 1,000 fresh episodes."""
    evaluation, original = Stopwatch(), training.evaluate
    training.evaluate = evaluation.around(original)
    began = time.process_time()
    try:
        agent, log = training.train_until_solved(hparams, training.make_cartpole, seed)
    finally:
        training.evaluate = original
    seconds = time.process_time() - began
    layers = [(weight.numpy(), bias.numpy()) for weight, bias in agent.layers()]
    returns = play(layers, EPISODES, seed=1_000_000 + seed)
    return Result(seconds, seconds - evaluation.seconds, log.restarts, bool(returns.min() == PERFECT))


def train_sb3(seed: int) -> Result:
    """Train Stable-Baselines3's DQN up to its first perfect policy; evaluation takes none of its time."""
    from stable_baselines3 import DQN  # noqa: PLC0415  only this comparison needs it
    from stable_baselines3.common.callbacks import BaseCallback  # noqa: PLC0415  the same

    class StopWhenPerfect(BaseCallback):
        seconds = 0.0
        solved = False

        def _on_step(self) -> bool:
            if self.n_calls % SB3_EVALUATION_INTERVAL:
                return True
            began = time.process_time()
            network = self.model.policy.q_net.q_net
            linear = [layer for layer in network if isinstance(layer, torch.nn.Linear)]
            layers = [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in linear]
            few = play(layers, 20, seed=self.n_calls)
            self.solved = bool(
                few.min() == PERFECT and play(layers, EPISODES, seed=self.n_calls + 1).min() == PERFECT
            )
            self.seconds += time.process_time() - began
            return not self.solved

    callback = StopWhenPerfect()
    began = time.process_time()
    DQN("MlpPolicy", "CartPole-v1", seed=seed, device="cpu", **SB3_SETTINGS).learn(SB3_STEPS, callback)
    seconds = time.process_time() - began
    return Result(seconds, seconds - callback.seconds, 0, callback.solved)


def summary(name: str, results: list[Result], seconds: list[float]) -> list[str]:
    """Make one row of the table."""
    first_try = sum(result.solved and not result.restarts for result in results)
    return [
        name,
        f"{sum(result.solved for result in results)} of {len(results)}",
        f"{first_try} of {len(results)}",
        str(sum(result.restarts for result in results)),
        *(f"{np.percentile(seconds, q):.2f}" for q in (50, 95, 100)),
    ]


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="seeds of each reference agent")
    parser.add_argument(
        "--sb3-seeds", type=int, default=5, help="seeds of Stable-Baselines3's DQN; 0 leaves it out"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    table = Table(title="CartPole-v1: 500 in each of 1,000 fresh greedy episodes, one thread, CPU seconds")
    for column in ("agent", "solved", "first attempt", "restarts", "median", "95 %", "max"):
        table.add_column(column, justify="left" if column == "agent" else "right")
    learning = {}
    one_hidden_layer = choose_hyperparameters()
    for hparams in (GOOD, one_hidden_layer):
        name = f"reference, {list(hparams.hidden_layers)}"
        results = [train_reference(hparams, seed) for seed in range(arguments.seeds)]
        table.add_row(*summary(name, results, [result.seconds for result in results]))
        learning[name] = [result.learning_seconds for result in results]
    console = Console()
    if arguments.sb3_seeds:
        results = [train_sb3(seed) for seed in range(arguments.sb3_seeds)]
        peer = [result.learning_seconds for result in results]
        table.add_row(*summary("Stable-Baselines3, without evaluation", results, peer))
    console.print(table)
    if arguments.sb3_seeds:
        for name, seconds in learning.items():
            ratio = np.median(peer) / np.median(seconds)
            console.print(
                f"{name}: {np.median(seconds):.2f} s without evaluation (median), {ratio:.1f} times as fast as "
                f"Stable-Baselines3 (its fastest seed against our 95th percentile: "
                f"{min(peer) / np.percentile(seconds, 95):.1f})"
            )


if __name__ == "__main__":
    main()
