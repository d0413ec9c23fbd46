"""Checks of training.py: games that follow a script, and an agent that notes what it is asked."""

from types import SimpleNamespace

import numpy as np

from autograder.checks import check, expect, expect_close, expect_equal

MODULE = "lesson_07_deep_q_agent.training"

N = 3
TERMINATED = np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 1, 1]], dtype=bool)
TRUNCATED = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0], [1, 0, 0], [0, 0, 0]], dtype=bool)
REWARDS = 2.0 ** np.arange(18).reshape(6, N)
"""Powers of 2, one row for each step of the three games: a sum tells which rewards are in it."""


class ScriptedGames:
    """Three games in which everything is told in advance; each number of an observation is its step and game."""

    num_envs = N

    def __init__(self):
        self.asked = []
        self.seeds = []
        self.closed = False
        self.step_number = 0

    def reset(self, *, seed=None, options=None):  # noqa: ARG002  as gymnasium has it
        self.seeds.append(seed)
        self.step_number = 0
        return observations_at(0), {}

    def step(self, actions):
        self.asked.append(np.asarray(actions).tolist())
        now = min(self.step_number, len(REWARDS) - 1)
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
        self.hparams = SimpleNamespace(**hparams)
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
    return (10 * step + np.arange(N, dtype=np.float32))[:, None] + np.array(
        [0.0, 0.2, 0.4, 0.6], dtype=np.float32
    )


def play_steps(submission, count, epsilon=0.25):
    """Play some steps of the scripted games; return what the agent and the games noted, and where they stand."""
    training, agent, games = submission[MODULE], NotingAgent(), ScriptedGames()
    observations, _ = games.reset(seed=0)
    play = training.Play(observations, np.zeros(N, dtype=bool))
    for _ in range(count):
        play = training.play_step(submission.lend(agent), submission.lend(games), play, epsilon)
    return agent, games, play


def observed(agent, field):
    """List what one field of all observed transitions was, whatever calls it came in."""
    return np.concatenate([parts[field] for parts in agent.observed]).tolist() if agent.observed else []


@check(points=1)
def test_the_agent_acts_on_what_it_sees(submission):
    """In each step the agent acts on the latest observations, with the epsilon that was given."""
    agent, games, _ = play_steps(submission, 2)
    expect_equal(len(agent.acted), 2, of="play_step(...): how often the agent acts in 2 steps")
    for step, (observations, epsilon) in enumerate(agent.acted):
        expect_close(
            observations,
            observations_at(step),
            of=f"play_step(...): what the agent sees in step {step + 1}",
            diagnoses={
                "it sees the observations of the first step again: hand on the next ones": observations_at(0)
            },
        )
        expect_close(epsilon, 0.25, of="play_step(...): the epsilon that the agent acts with")
    expect_equal(
        games.asked, [[1, 0, 1], [1, 0, 1]], of="play_step(...): the actions that the games got in 2 steps"
    )


@check(points=1, after=["test_the_agent_acts_on_what_it_sees"])
def test_it_tells_where_the_games_stand(submission):
    """The result holds the next observations, and which games ended by termination or truncation."""
    for count in (1, 2, 4):
        _, _, play = play_steps(submission, count)
        expect_close(
            play.observations, observations_at(count), of=f"play_step(...).observations after {count} steps"
        )
        terminated, truncated = TERMINATED[count - 1], TRUNCATED[count - 1]
        expect_equal(
            np.asarray(play.done).tolist(),
            (terminated | truncated).tolist(),
            of=f"play_step(...).done after {count} steps",
            diagnoses={
                "truncation ends an episode, too": terminated.tolist(),
                "termination ends an episode, too": truncated.tolist(),
                "nothing is noted: the next step will be taken for a transition": [False] * N,
            },
        )


@check(points=2, after=["test_it_tells_where_the_games_stand"])
def test_a_reset_is_no_transition(submission):
    """Every step of a running game is observed; the step after an episode's end, a reset, is not."""
    agent, _, _ = play_steps(submission, 4)
    rewards = [1, 2, 4, 8, 16, 32, 256, 512, 1024, 2048]  # games 0 and 1 end in step 2, so step 3 resets them
    everything = REWARDS[:4].ravel().tolist()
    over = TERMINATED | TRUNCATED
    expect_close(
        observed(agent, 2),
        rewards,
        of="play_step(...): the rewards of the transitions observed in 4 steps",
        diagnoses={
            "the reset is observed as a transition: leave out the games that were done *before* the step": everything,
            "the last transition of an episode is left out: it is the one that tells that the pole fell": [
                reward for row, ends in zip(REWARDS[:4], over[:4], strict=True) for reward in row[~ends]
            ],
            "nothing is observed": [],
            "a reset of one game leaves out the whole step": [1, 2, 4, 8, 16, 32, 512, 1024, 2048],
        },
    )


@check(points=1, after=["test_a_reset_is_no_transition"])
def test_the_parts_of_a_transition_belong_together(submission):
    """A transition holds what was seen before the step, the action, its reward, and what was seen after it."""
    agent, _, _ = play_steps(submission, 4)
    games, steps = [0, 1, 2, 0, 1, 2, 2, 0, 1, 2], [0, 0, 0, 1, 1, 1, 2, 3, 3, 3]
    before = np.array([observations_at(step)[game] for step, game in zip(steps, games, strict=True)])
    expect_close(observed(agent, 0), before, of="play_step(...): the observations that were observed in 4 steps",
                 diagnoses={"the next observations stand in their place": before + 10})  # fmt: skip
    expect_close(observed(agent, 3), before + 10, of="play_step(...): their next observations",
                 diagnoses={"the observations before the step stand in their place": before})  # fmt: skip
    expect_close(observed(agent, 1), [(1, 0, 1)[game] for game in games], of="play_step(...): their actions")


@check(points=2, after=["test_a_reset_is_no_transition"])
def test_truncation_is_observed_as_no_termination(submission):
    """A transition is observed as terminated if the pole fell, not if time was up."""
    agent, _, _ = play_steps(submission, 4)
    right = [False, False, False, True, False, False, False, False, False, True]
    expect_equal(
        [bool(value) for value in observed(agent, 4)],
        right,
        of="play_step(...): which of the transitions observed in 4 steps terminated",
        diagnoses={
            "truncation is observed as if it were termination": [
                False, False, False, True, True, False, False, False, False, True
            ],
            "truncation stands where termination should": [False] * 4 + [True] + [False] * 5,
            "the ends of the step before are observed": [False] * 9 + [False],
        },
    )  # fmt: skip


def run_learning(submission, *, interval, updates_per_step, calls):
    """Call learn_steps as a training would; return the agent's calls as a word, and the results."""
    agent = NotingAgent(target_update_interval=interval, updates_per_step=updates_per_step)
    results = [
        submission[MODULE].learn_steps(submission.lend(agent), number * updates_per_step)
        for number in range(calls)
    ]
    return "".join({"learn": "L", "update": "U"}[call] for call in agent.calls), results


@check(points=1)
def test_it_learns_as_often_as_it_should(submission):
    """Each call takes updates_per_step gradient steps and returns their mean loss."""
    calls, results = run_learning(submission, interval=1_000, updates_per_step=3, calls=2)
    expect_equal(
        calls,
        "LLLLLL",
        of="learn_steps(...) with updates_per_step = 3, twice: L for each learn(), U for each update_target()",
        diagnoses={
            "one gradient step is taken in each call": "LL",
            "the target network is updated after each step, whatever target_update_interval is": "LULULULULULU",
            "the target network is updated in each call, whatever target_update_interval is": "LLLULLLU",
            "the target network is updated before the first step: number 0 is not a step": "ULLLLLL",
            "gradient steps are counted from 0: after the first step, their number is 1": "LULLLLL",
        },
    )
    expect_close(
        results,
        [2, 5],
        of="learn_steps(...), twice; the losses were 1, 2, 3 and 4, 5, 6",
        diagnoses={
            "the last loss is returned: the mean is wanted": [3, 6],
            "the first loss is returned: the mean is wanted": [1, 4],
            "the sum of the losses is returned": [6, 15],
        },
    )


@check(points=2, after=["test_it_learns_as_often_as_it_should"])
def test_the_target_network_is_updated_on_time(submission):
    """The target network is updated after every target_update_interval-th gradient step of the whole training."""
    calls, _ = run_learning(submission, interval=3, updates_per_step=2, calls=4)
    expect_equal(
        calls,
        "LLLULLLULL",
        of="learn_steps(...) with updates_per_step = 2 and target_update_interval = 3, four times: L learns, U updates",
        diagnoses={
            "the steps taken before (n_updates) are not counted: the interval is never reached": "LLLLLLLL",
            "the count is one step late": "LULLLULLLUL",
            "the count is late: the update comes before the step that is due": "LLULLLULLLU",
            "the target network is updated before the step, not after it": "LLULLLULL",
            "step 0 counts: the update comes one step early": "LULLLULLLUL",
            "n_updates counts calls, not steps: the interval is multiplied by updates_per_step": "LLLLLLUL",
            "the target network is updated after each step": "LU" * 8,
            "the target network is updated after each call": "LLU" * 4,
        },
    )


def run_evaluation(submission):
    """Evaluate on the scripted games; return the agent, the games, the numbers asked for, and the returns."""
    agent, games, asked = NotingAgent(), ScriptedGames(), []

    def make_envs(n_envs):
        asked.append(n_envs)
        return submission.lend(games)

    returns = submission[MODULE].evaluate(submission.lend(agent), submission.lend(make_envs), N, 7)
    return agent, games, asked, returns


@check(points=1)
def test_a_return_is_the_first_episodes_sum(submission):
    """The return of a game is the sum of its rewards up to the end of its first episode."""
    _, _, _, returns = run_evaluation(submission)
    first, second, third = REWARDS.T
    expect_close(
        returns,
        [first[:2].sum(), second[:2].sum(), third[:4].sum()],
        of="evaluate(...): the returns of 3 games that end after 2 steps, 2 steps and 4 steps",
        diagnoses={
            "rewards after the first episode are counted, too": REWARDS[:4].sum(axis=0),
            "the last reward of an episode is missing": [first[0], second[0], third[:3].sum()],
            "truncation does not end an episode": [first[:2].sum(), second[:5].sum(), third[:4].sum()],
            "it stops when the first episode ends": REWARDS[:2].sum(axis=0),
            "episode lengths are counted, not rewards": [2, 2, 4],
            "a game that is over goes on counting after its reset": [
                first[[0, 1, 3]].sum(),
                second[[0, 1, 3]].sum(),
                third[:4].sum(),
            ],
        },
    )


@check(points=1, after=["test_a_return_is_the_first_episodes_sum"])
def test_an_evaluation_only_plays(submission):
    """An evaluation plays greedily in N seeded games, and neither learns nor remembers."""
    agent, games, asked, _ = run_evaluation(submission)
    expect_equal(asked, [N], of="evaluate(..., n_episodes=3, ...): how many games it makes")
    expect_equal(games.seeds, [7], of="evaluate(..., seed=7): the seeds of its resets",
                 diagnoses={"the seed is not passed on": [None], "the games are never reset": []})  # fmt: skip
    expect(
        all(epsilon == 0 for _, epsilon in agent.acted),
        of="evaluate(...): the agent's epsilons",
        expected="0 in every step",
        got=str(sorted({float(epsilon) for _, epsilon in agent.acted})),
        likely="the evaluation explores: it should measure what has been learnt",
    )
    expect_equal(agent.calls, [], of="evaluate(...): the agent's learn() and update_target() calls")
    expect_equal(len(agent.observed), 0, of="evaluate(...): how often the agent observes transitions",
                 hint="what is played in an evaluation does not go into the replay buffer")  # fmt: skip
    expect(games.closed, of="evaluate(...)", expected="the games closed in the end", got="still open")
