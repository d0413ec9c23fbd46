"""The checks of one_hidden_layer.py: the judge plays the agent's weights itself, in games of its own."""

import secrets

import numpy as np

from autograder.arena import Disguise, close_calls, greedy_actions, play
from autograder.checks import award, check, expect, expect_close, expect_equal

MODULE = "lesson_08_homework.one_hidden_layer"
N_EPISODES = 1_000
PERFECT = 500
LEAST_MEAN = 475


@check(points=2)
def test_the_network_has_one_hidden_layer(submission):
    """The chosen hyper-parameters describe exactly one hidden layer.

    `hidden_layers` is a tuple with the width of each hidden layer, and a tuple of one needs a comma: (64,). The default
    has two layers, so it has to be named.
    """
    widths = submission[MODULE].choose_hyperparameters().hidden_layers
    expect(
        not isinstance(widths, int),
        of="choose_hyperparameters(): hidden_layers",
        expected="a tuple of one width",
        got=widths,
        likely="a number in brackets is a number: a tuple of one needs a comma, as in (64,)",
    )
    expect_equal(
        len(widths),
        1,
        of="choose_hyperparameters(): the number of hidden layers",
        diagnoses={
            "there are two hidden layers, as by default: name one width, as in hidden_layers=(64,)": 2,
            "without a hidden layer the network is linear: name one width, as in hidden_layers=(64,)": 0,
        },
    )


@check(points=12, after=["test_the_network_has_one_hidden_layer"], seconds=120)
def test_the_agent_solves_cartpole(submission):
    """In each of three games the trained agent keeps the pole up in 1,000 new episodes; part of the points from 475.

    The games are CartPole in disguise, drawn anew each time: mirrored axes, exchanged actions, other physics. No one
    controller is good in all three, so an agent has to learn in the games that it gets. The judge plays its layers().
    """
    # The games are disguised anew in each run, and the episodes are new, so the check rests on luck a little. Of 20
    # runs of the reference, 60 trainings, 19 got all points; in one an agent failed in 1 of 1,000 episodes, which costs
    # 0.2 % of the points. Of 50 further trainings, 16,000 fresh episodes each, 49 agents never failed and one failed
    # once: a run then misses full points with a probability of some 0.4 %. None of the 110 came near a mean of 475.
    rng = np.random.default_rng(secrets.randbits(64))
    worst = 1.0
    for disguise in Disguise.draw(rng):
        agent = submission[MODULE].train_one_hidden_layer(
            submission.lend(disguise.make_envs), int(rng.integers(2**31))
        )
        submission.take_back()
        layers = layers_of(agent)
        expect_that_it_plays_its_network(agent, layers, rng)
        returns = play(layers, N_EPISODES, int(rng.integers(2**31)), disguise.make_envs)
        mean = float(returns.mean())
        enough = mean >= LEAST_MEAN
        expect(
            enough,
            of=f"train_one_hidden_layer(...): the returns of {N_EPISODES:,} new episodes",
            expected=f"{PERFECT} in each (and a mean of {LEAST_MEAN} for half the points)",
            got=f"a mean of {mean:.1f}, from {returns.min():.0f} to {returns.max():.0f}",
            likely=None if enough else likely_cause(layers, mean),
            hint="Let train_until_solved start again when an attempt fails, and keep the best weights.",
        )
        if returns.min() < PERFECT:
            worst = min(worst, 0.5 + 0.5 * (mean - LEAST_MEAN) / (PERFECT - LEAST_MEAN))
    award(worst)


def layers_of(agent):
    """Read the linear layers of a trained agent, of which there have to be two."""
    causes = {
        "nothing was returned: is a return missing?": agent is None,
        "a pair is returned: train_until_solved gives the agent and a log, and the agent alone is wanted": isinstance(
            agent, tuple
        ),
    }
    expect(
        not any(causes.values()),
        of="train_one_hidden_layer(...)",
        expected="an agent",
        got="None" if agent is None else f"a {type(agent).__name__}",
        likely=next((cause for cause, holds in causes.items() if holds), None),
    )
    layers = [(np.asarray(weight), np.asarray(bias)) for weight, bias in agent.layers()]
    expect_equal(
        len(layers),
        2,
        of="train_one_hidden_layer(...): the linear layers of the agent's network",
        diagnoses={"the agent was not made with choose_hyperparameters(): it has two hidden layers": 3},
        hint="one hidden layer means two linear layers: into it and out of it",
    )
    return layers


def expect_that_it_plays_its_network(agent, layers, rng):
    """Expect that the agent does what its layers say.

    Where both actions are nearly equally good, rounding may decide otherwise in the agent than here. It did once in 900
    trainings, of which 100 observations each were compared.
    """
    observations = some_observations(rng)
    observations = observations[~close_calls(layers, observations)]
    expect_close(
        agent.act(observations),
        greedy_actions(layers, observations),
        of="train_one_hidden_layer(...): the agent's actions, beside those of its layers()",
        diagnoses={"the agent acts against its own network": 1 - greedy_actions(layers, observations)},
    )


def some_observations(rng):
    """Draw 100 observations of which most are near an upright pole."""
    return (rng.uniform(-1, 1, size=(100, 4)) * np.array([1, 1, 0.1, 1])).astype(np.float32)


def likely_cause(layers, mean):
    """Guess what went wrong from the Q-values, and from how long the pole stands, here and in CartPole-v1 itself."""
    (weight, bias), (last_weight, last_bias) = layers
    hidden = np.maximum(some_observations(np.random.default_rng(0)) @ weight.T + bias, 0)
    q_values = hidden @ last_weight.T + last_bias
    if (
        np.abs(q_values).max() < 1.5
    ):  # of 1,200 untrained networks 1.2 at most, after 62 gradient steps at least 2.1
        return "the agent has not been trained: its Q-values are still close to 0"
    if mean < LEAST_MEAN <= play(layers, 100, seed=0).mean():
        return "the agent was trained in CartPole-v1: the games to learn from are those that make_envs makes"
    if mean < PERFECT / 2:
        return (
            "the agent has learnt little: was it trained for long enough, and with a suitable learning rate?"
        )
    return "the agent is good but not perfect: train on, and keep the weights that evaluate best"
