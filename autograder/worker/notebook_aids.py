"""What a lesson's notebook imports of the autograder, for a worker, in which there is no judge.

The cells run on: what would need the judge says so in its output. Points never come from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gymnasium as gym

if TYPE_CHECKING:
    from collections.abc import Callable


def open_lesson() -> None:
    """Do nothing: a worker finds the lessons' modules from the beginning."""


def check(*names: str) -> None:
    """Say where the results of the checks called `names` are to be found."""
    _show(
        f"not checked here: {', '.join(names) or 'all exercises'}; the test cells below show what the judge found"
    )


def predict(name: str, answer: object = ...) -> None:
    """Show the answer to the question called `name`."""
    _show(f"{name}: {'no prediction' if answer is ... else repr(answer)}")


def grade(lesson: str, exercise: str) -> None:
    """Do nothing: the judge fills in the outputs of the test cell of `lesson` and `exercise`."""


class Animation:
    """One episode of an agent, told in a line."""

    def __init__(self, act: Callable[[Any], int], seed: int = 0) -> None:
        """Let `act`, which chooses an action for one observation, play an episode of CartPole-v1."""
        env = gym.make("CartPole-v1")
        observation, _ = env.reset(seed=seed)
        self.total, going = 0.0, True
        while going:
            observation, reward, terminated, truncated, _ = env.step(act(observation))
            self.total += float(reward)
            going = not (terminated or truncated)
        env.close()

    def __repr__(self) -> str:
        """Tell the episode's return."""
        return f"an episode with a return of {self.total:g}"


def _show(line: str) -> None:
    print(line)  # noqa: T201  a cell's output
