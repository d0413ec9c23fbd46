"""Games in which everything is told in advance, and an agent that notes what it is asked."""

from types import SimpleNamespace

import numpy as np

N = 3
TERMINATED = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 0, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 1, 1]], dtype=bool
)
TRUNCATED = np.array(
    [[0, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1], [0, 0, 0], [1, 1, 1]], dtype=bool
)
"""One row for each step of the three games. Game 0 is over twice before game 2 is over once, and that one is terminated
and truncated at once. The step after an end is a reset: game 0 in the third and the fifth step, game 1 in the third."""
OVER = TERMINATED | TRUNCATED
REWARDS = 2.0 ** np.arange(21).reshape(7, N)
"""Powers of 2: a sum tells which rewards are in it."""
LAST = len(REWARDS) - 1
FAR_TOO_MANY_STEPS = 40
STEPS = 5
"""So many steps are played at first: in the last of them game 0 is reset for the second time."""
RESETS = np.vstack([np.zeros(N, dtype=bool), OVER[:-1]])
"""Which steps of which games are resets."""


class ScriptedGames:
    """The three games; each number of an observation tells its step and its game."""

    num_envs = N

    def __init__(self):
        self.asked = []
        self.seeds = []
        self.closed = False
        self.endless = False
        self.step_number = 0

    def reset(self, *, seed=None, options=None):  # noqa: ARG002  as gymnasium has it
        self.seeds.append(seed)
        self.step_number = 0
        return observations_at(0), {}

    def step(self, actions):
        self.asked.append(np.asarray(actions).tolist())
        if len(self.asked) > FAR_TOO_MANY_STEPS:
            self.endless = True
            raise RuntimeError("every game was over long ago")
        now = min(self.step_number, LAST)
        self.step_number += 1
        return (
            observations_at(now + 1),
            REWARDS[now].copy(),
            TERMINATED[now].copy(),
            TRUNCATED[now].copy(),
            {},
        )

    def close(self):
        self.closed = True


class NotingAgent:
    """An agent that learns nothing and notes everything."""

    def __init__(self, **hparams):
        known = {"epsilon_start": 0.75, "epsilon_end": 0.125, "discount": 0.5, "n_envs": 5}
        self.hparams = SimpleNamespace(**(known | hparams))
        self.acted = []
        self.observed = []
        self.calls = []

    def act(self, observations, epsilon=0.0):
        self.acted.append((np.array(observations), epsilon))
        return np.array([1, 0, 1])[: len(observations)]

    def observe(self, observations, actions, rewards, next_observations, terminated):
        self.observed.append(
            [np.array(part) for part in (observations, actions, rewards, next_observations, terminated)]
        )

    def learn(self):
        self.calls.append("learn")
        return float(self.calls.count("learn"))

    def update_target(self):
        self.calls.append("update")


def observations_at(step):
    """Return what the three games show after so many steps."""
    return (10 * step + np.arange(N, dtype=np.float32))[:, None] + np.array(
        [0.0, 0.2, 0.4, 0.6], dtype=np.float32
    )


class SteadyGames:
    """Games that are over after `length` steps, in all of which there is a reward of 1; every state looks alike."""

    def __init__(self, n_envs, length):
        self.num_envs = n_envs
        self.length = length
        self.step_number = 0

    def reset(self, *, seed=None, options=None):  # noqa: ARG002  as gymnasium has it
        self.step_number = 0
        return np.ones((self.num_envs, 4), dtype=np.float32), {}

    def step(self, actions):  # noqa: ARG002  nothing that an agent does matters
        self.step_number += 1
        over = np.full(self.num_envs, self.step_number == self.length)
        return (
            np.ones((self.num_envs, 4), dtype=np.float32),
            np.ones(self.num_envs),
            over,
            np.zeros(self.num_envs, dtype=bool),
            {},
        )

    def close(self):
        pass
