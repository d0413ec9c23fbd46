"""Games in which everything is told in advance, an agent that notes what it is asked, and how they play."""

from types import SimpleNamespace

import numpy as np

from autograder.checks import expect

MODULE = "lesson_07_deep_q_agent.training"
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


def play_steps(submission):
    """Play some steps of the scripted games; return the agent, the games, and where they stood after each step."""
    training, agent, games = submission[MODULE], NotingAgent(), ScriptedGames()
    observations, _ = games.reset(seed=0)
    play, plays = training.Play(observations, np.zeros(N, dtype=bool)), []
    for _ in range(STEPS):
        play = training.play_step(submission.lend(agent), submission.lend(games), play, 0.25)
        expect(
            hasattr(play, "observations") and hasattr(play, "done"),
            of="play_step(...)",
            expected="a Play",
            got=play,
            likely="no Play is returned: make one, Play(observations, done)",
        )
        plays.append(play)
    return agent, games, plays


def observed(agent, field):
    """List what one field of all observed transitions was, whatever calls it came in."""
    return np.concatenate([parts[field] for parts in agent.observed]).tolist() if agent.observed else []


def run_learning(submission, *, interval, updates_per_step, calls):
    """Call learn_steps as a training would; return the agent's calls as a word, and the results."""
    agent = NotingAgent(target_update_interval=interval, updates_per_step=updates_per_step)
    results = [
        submission[MODULE].learn_steps(submission.lend(agent), number * updates_per_step)
        for number in range(calls)
    ]
    return "".join({"learn": "L", "update": "U"}[call] for call in agent.calls), results


def run_evaluation(submission):
    """Evaluate on the scripted games; return the agent, the games, the numbers asked for, and the returns."""
    agent, games, asked = NotingAgent(), ScriptedGames(), []

    def make_envs(n_envs):
        asked.append(n_envs)
        return submission.lend(games)

    try:
        found = submission[MODULE].evaluate(submission.lend(agent), submission.lend(make_envs), N, 7)
    except Exception:
        expect(
            not games.endless,
            of="evaluate(...)",
            expected="an end as soon as every game was over once",
            got=f"{len(games.asked)} steps and more",
            likely="the loop does not end: a game that was over once has to stay marked as over"
            if len(games.seeds) == 1
            else "the games are reset when one is over: all start again, from the same states",
        )
        raise
    return agent, games, asked, found


class Epsilons:
    """A writer that keeps the epsilons."""

    def __init__(self):
        self.epsilons = []

    def add_scalar(self, tag, value, step):  # noqa: ARG002  as TensorBoard has it
        if tag == "train/epsilon":
            self.epsilons.append(value)


def small_agent(submission):
    """Make an agent that learns quickly, if nothing of use."""
    hparams = submission["lesson_07_deep_q_agent.hyperparameters"].Hyperparameters(
        hidden_layers=(4,),
        n_envs=3,
        updates_per_step=2,
        buffer_capacity=500,
        batch_size=4,
        learning_starts=120,
        epsilon_end=0.0,
        epsilon_decay_steps=600,
    )
    return submission["lesson_07_deep_q_agent.agent"].DeepQAgent(hparams, 0)
