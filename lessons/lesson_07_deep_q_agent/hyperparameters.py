"""The dials of the agent: what each does, a bad setting and a good one.  This module is given."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Hyperparameters:
    """What is decided before learning begins.  The defaults are the good ones."""

    hidden_layers: tuple[int, ...] = (64, 64)
    """Width of each hidden layer of the Q-network, from input to output."""
    observation_scale: tuple[float, ...] = (1.0, 0.5, 10.0, 1.0)
    """By what each feature is multiplied before a network sees it.  When an episode fails, the cart is at most
    2.4 m away, the pole leans by 0.21 rad, and both change by up to about 3 per second: scaled, all reach 1.5 to
    3.  Unscaled, the velocities drown the pole's angle, which is some ten times smaller and matters most."""

    discount: float = 0.99
    """Worth now of a reward of 1 one step later.  It sets the horizon: about 1 / (1 - discount) steps."""
    double: bool = True
    """Whether the online network chooses the next action in the targets (Double DQN)."""

    n_envs: int = 16
    """How many games are played in parallel.  One step of all costs hardly more than one of a single game, and
    many games show many states."""
    updates_per_step: int = 2
    """Gradient steps for each step of all games."""
    buffer_capacity: int = 50_000
    """How many transitions are remembered.  With too few, the agent forgets what falling was like."""
    batch_size: int = 128
    """Transitions in a gradient step."""
    learning_starts: int = 1_000
    """How many transitions are collected before the first gradient step."""

    learning_rate: float = 4e-3
    """Adam's step size at the first gradient step ..."""
    final_learning_rate: float = 4e-4
    """... from where it falls linearly to this one: large steps learn fast, small ones settle ..."""
    learning_rate_decay_updates: int = 4_000
    """... over so many gradient steps."""

    target_update_interval: int = 1
    """Gradient steps between two updates of the target network."""
    target_update_rate: float = 0.02
    """How far an update moves the target network towards the online one: 1 copies it, less follows softly."""

    epsilon_start: float = 1.0
    """Probability of a random action at the first step ..."""
    epsilon_end: float = 0.05
    """... from where it falls linearly to this one ..."""
    epsilon_decay_steps: int = 2_000
    """... over so many steps, those of all games counted together."""

    def to_json(self) -> str:
        """Write the hyper-parameters as a JSON object."""
        return json.dumps(dataclasses.asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; ValueError if it is anything else."""
        try:
            values = json.loads(text)
            for name in ("hidden_layers", "observation_scale"):
                values[name] = tuple(values[name])
            return cls(**values)
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(
                f"expected the hyper-parameters as a JSON object, got something else ({error})"
            ) from error


GOOD = Hyperparameters()
"""Solves CartPole in a few seconds, with hardly a restart."""

BAD = Hyperparameters(
    observation_scale=(1.0, 1.0, 1.0, 1.0),  # the pole's angle is drowned by the velocities
    buffer_capacity=1_000,  # some sixty steps of all games: the buffer is full of near copies
    batch_size=16,  # a gradient from so few transitions is mostly noise
    learning_rate=4e-2,  # ten times too large: each step spoils what the last one has learnt ...
    final_learning_rate=4e-2,  # ... and the steps never get smaller
    target_update_interval=2_000,  # the targets stay those of the first weights for ages ...
    target_update_rate=1.0,  # ... and then jump
    epsilon_end=0.5,  # half of all actions stay random: no pole stands for long, so there is little to learn from
)
"""What a beginner might try.  Each choice sounds reasonable by itself; together they get nowhere."""
