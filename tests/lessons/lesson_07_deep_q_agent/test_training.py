"""Checks of training.py: games that follow a script, and an agent that notes what it is asked."""

import numpy as np

from autograder.checks import check, expect, expect_close, expect_equal

from .answers import form_of
from .fingerprints_agent import flat
from .fingerprints_training import (
    ALL_GAMES,
    WRONG_WORDS,
    expect_play,
    numbers,
    of_going,
    returns,
    wrong_done,
    wrong_ends,
    wrong_observations,
    wrong_returns,
    wrong_rewards,
)
from .scripted import (
    LAST,
    OVER,
    REWARDS,
    STEPS,
    TERMINATED,
    Epsilons,
    N,
    SteadyGames,
    observations_at,
    observed,
    play_steps,
    run_evaluation,
    run_learning,
    small_agent,
)

MODULE = "lesson_07_deep_q_agent.training"


@check(points=1)
def test_the_agent_acts_on_what_it_sees(submission):
    """In each step the agent acts on the latest observations, with the epsilon that was given.

    Three games follow a script, and each number that they show tells its step and its game. So what the agent was asked
    and what the games were told tells what play_step hands on. It plays, and leaves learning to learn_steps.
    """
    agent, games, _ = play_steps(submission)
    expect(
        len(games.seeds) == 1,
        of="play_step(...): how often it resets the games",
        expected="never",
        got=f"{len(games.seeds) - 1} times",
        likely="the games are reset by hand: each resets itself in the step after its end",
    )
    seen = np.array([observations[0, 0] // 10 for observations, _ in agent.acted])
    expect_close(
        seen,
        np.arange(STEPS),
        of=f"play_step(...): the number of the step that the agent sees, in {STEPS} steps",
        diagnoses={
            "it sees the observations of the first step for ever: hand on the next ones": np.zeros(STEPS),
            "the games take two steps in each call: the agent sees every other one": np.minimum(
                2 * np.arange(STEPS), LAST + 1
            ),
        },
    )
    for observations, epsilon in agent.acted:
        expect_close(
            observations,
            observations_at(int(observations[0, 0] // 10)),
            of="play_step(...): what the agent sees",
        )
        expect_close(
            epsilon,
            0.25,
            of="play_step(..., epsilon=0.25): the epsilon that the agent acts with",
            diagnoses={
                "epsilon is not passed on: the agent stays greedy": 0.0,
                "epsilon is inverted": 0.75,
                "epsilon is taken from the hyper-parameters: use the one that is given": agent.hparams.epsilon_end,
            },
        )
    expect_equal(
        games.asked,
        [[1, 0, 1]] * STEPS,
        of=f"play_step(...): the actions that the games got in {STEPS} steps",
    )
    expect_equal(
        agent.calls,
        [],
        of="play_step(...): the agent's learn() and update_target() calls",
        diagnoses={"it learns: that is for learn_steps": ["learn"] * STEPS},
    )


@check(points=1, after=["test_the_agent_acts_on_what_it_sees"])
def test_it_tells_where_the_games_stand(submission):
    """The result holds the next observations, and which games ended by termination or truncation.

    done = terminated or truncated, of this step. In the script one game terminates, one is truncated, and one is both
    at once, as when the pole falls in the very last step.
    """
    _, _, plays = play_steps(submission)
    for number, play in enumerate(plays, start=1):
        expect_close(
            play.observations, observations_at(number), of=f"play_step(...).observations after {number} steps"
        )
    expect_equal(
        [np.asarray(play.done).astype(int).tolist() for play in plays],
        numbers(OVER[:STEPS]),
        of=f"play_step(...).done after each of {STEPS} steps, 1 for True",
        diagnoses=wrong_done(),
    )


@check(points=2, after=["test_it_tells_where_the_games_stand"])
def test_a_reset_is_no_transition(submission):
    """Every step of a running game is observed; the step after an episode's end, a reset, is not.

    Parallel games use the step after an end for the reset. It leads from a fallen pole to a new, upright one: observed
    as a transition, it teaches that to fall is a way to stand up again. All rewards differ, and tell what is observed.
    """
    agent, _, _ = play_steps(submission)
    expect_close(
        observed(agent, 2),
        of_going(REWARDS),
        of=f"play_step(...): the rewards of the transitions observed in {STEPS} steps",
        diagnoses=wrong_rewards(),
    )


@check(points=1, after=["test_a_reset_is_no_transition"])
def test_the_parts_of_a_transition_belong_together(submission):
    """A transition holds what was seen before the step, the action, its reward, and what was seen after it.

    All parts (s, a, r, s') are of the same game and step, picked by the same mask: the observations tell both.
    """
    agent, _, _ = play_steps(submission)
    seen = of_going([observations_at(step) for step in range(STEPS)])
    expect_close(
        observed(agent, 0),
        seen,
        of="play_step(...): the observations that were observed",
        diagnoses=wrong_observations(0),
    )
    expect_close(
        observed(agent, 3),
        seen + 10,
        of="play_step(...): the next observations that were observed",
        diagnoses=wrong_observations(1),
    )
    expect_close(
        observed(agent, 1),
        of_going([[1, 0, 1]] * STEPS),
        of="play_step(...): the actions that were observed",
        diagnoses={ALL_GAMES: [1, 0, 1] * STEPS},
    )


@check(points=2, after=["test_a_reset_is_no_transition"])
def test_truncation_is_observed_as_no_termination(submission):
    """A transition is observed as terminated if the pole fell, not if time was up.

    A pole that still stands when time is up has a future, and its target bootstraps. Observed as terminated, good
    states look as bad as a fall (Pardo et al. 2018).
    """
    agent, _, _ = play_steps(submission)
    expect_equal(
        [int(value) for value in observed(agent, 4)],
        numbers(of_going(TERMINATED)),
        of=f"play_step(...): which of the transitions observed in {STEPS} steps terminated, 1 for True",
        diagnoses=wrong_ends(),
    )


@check(points=1)
def test_it_learns_as_often_as_it_should(submission):
    """Each call takes updates_per_step gradient steps and returns their mean loss.

    Called twice with updates_per_step = 4. The agent's losses are 1, 2, 3 and so on, so the mean tells which are in it.
    """
    calls, results = run_learning(submission, interval=1_000, updates_per_step=4, calls=2)
    expect_equal(
        calls.count("L"),
        8,
        of="learn_steps(...) with updates_per_step = 4, twice: the number of gradient steps",
        diagnoses={
            "one gradient step is taken in each call": 2,
            "no gradient step is taken": 0,
            "one gradient step too many is taken in each call": 10,
            "one gradient step too few is taken in each call": 6,
            "n_updates is where the count begins: it is no number of steps to take": 4,
        },
    )
    for number, (result, losses) in enumerate(
        zip(results, ([1, 2, 3, 4], [5, 6, 7, 8]), strict=True), start=1
    ):
        expect_close(
            result,
            np.mean(losses),
            of=f"learn_steps(...), call {number}: the losses were {losses}",
            diagnoses={
                "the last loss is returned: the mean is wanted": losses[-1],
                "the first loss is returned: the mean is wanted": losses[0],
                "the sum of the losses is returned": sum(losses),
                "the mean is rounded: // leaves out what comes after the point": sum(losses) // len(losses),
                "the list of losses is returned: the mean is wanted": losses,
                "the sum is divided by target_update_interval, not by the number of steps": sum(losses)
                / 1_000,
            },
        )


@check(points=1, after=["test_it_learns_as_often_as_it_should"])
def test_the_target_network_is_updated_on_time(submission):
    """The target network is updated after every target_update_interval-th gradient step of the whole training.

    L is a gradient step, U an update. With two steps in a call and an interval of three, updates are due after steps 3
    and 6: once in the middle of a call, once at the end of one.
    """
    calls, _ = run_learning(submission, interval=3, updates_per_step=2, calls=4)
    expect_equal(
        calls,
        "LLLULLLULL",
        of="learn_steps(...) with updates_per_step = 2 and target_update_interval = 3, four times: L learns, U updates",
        diagnoses=WRONG_WORDS,
    )


@check(points=1)
def test_a_return_is_the_first_episodes_sum(submission):
    """The return of a game is the sum of its rewards up to the end of its first episode.

    Three games are over after 2, 2 and 5 steps, the first of them twice by then. All rewards are powers of 2, so a sum
    tells which of them are in it.
    """
    _, _, _, found = run_evaluation(submission)
    expect_close(
        found,
        returns(),
        of="evaluate(...): the returns of 3 games that are over after 2 steps, 2 steps and 5 steps",
        diagnoses=wrong_returns(),
    )
    expect_equal(
        form_of(found),
        ((N,), "float64"),
        of="evaluate(...): shape and dtype of the returns",
        diagnoses={
            "a list is returned: an array is promised": ((N,), "list"),
            "the returns are integers": ((N,), "int64"),
            "the returns are float32: float64 is promised": ((N,), "float32"),
        },
    )


@check(points=1, after=["test_a_return_is_the_first_episodes_sum"])
def test_an_evaluation_only_plays(submission):
    """An evaluation plays greedily in N seeded games, and neither learns nor remembers.

    It measures what was learnt, and a measurement must not change what it measures: no exploring, no learning, nothing
    for the replay buffer. The seed starts the games once; after that they reset themselves.
    """
    agent, games, asked, _ = run_evaluation(submission)
    expect_equal(
        asked,
        [N],
        of=f"evaluate(..., n_episodes={N}, ...): how many games it makes",
        diagnoses={
            "as many games are made as for learning: n_episodes are wanted": [agent.hparams.n_envs],
            "one game is made after the other": [1] * N,
        },
    )
    expect_equal(
        games.seeds,
        [7],
        of="evaluate(..., seed=7): the seeds of its resets",
        diagnoses={
            "the seed is not passed on": [None],
            "the seed is written in the code: each evaluation sees the same few states": [0],
            "the games are reset twice": [7, 7],
        },
    )
    seen = np.array([observations[0, 0] // 10 for observations, _ in agent.acted])
    expect_close(
        seen,
        np.arange(STEPS),
        of="evaluate(...): the number of the step that the agent sees",
        diagnoses={
            "the agent sees the first observations for ever: hand on the next ones": np.zeros(STEPS),
            "it plays on after every game was over once": np.arange(LAST + 1),
        },
    )
    expect_play(agent, games)
    expect(
        all(epsilon == 0 for _, epsilon in agent.acted),
        of="evaluate(...): the agent's epsilons",
        expected="0 in every step",
        got=str(sorted({float(epsilon) for _, epsilon in agent.acted})),
        likely="the evaluation explores: it should measure what has been learnt",
    )
    expect(
        not agent.calls,
        of="evaluate(...): the agent's learn() and update_target() calls",
        expected="none",
        got=str(agent.calls),
        likely="the evaluation learns: it should measure what has been learnt",
    )
    expect(
        not agent.observed,
        of="evaluate(...): how often the agent observes transitions",
        expected="never",
        got=f"{len(agent.observed)} times",
        likely="the evaluation fills the replay buffer: what is played in it is not for learning",
    )
    expect(
        games.closed,
        of="evaluate(...)",
        expected="the games closed in the end",
        got="still open",
        likely="envs.close() is missing",
    )


@check(
    points=1,
    after=[
        "test_truncation_is_observed_as_no_termination",
        "test_the_target_network_is_updated_on_time",
        "test_an_evaluation_only_plays",
    ],
)
def test_a_training_keeps_the_best_weights(submission):
    """A training puts the parts together, and leaves the agent with the weights that were evaluated best.

    train() is given, and has to stay as it is. Here it is evaluated three times, with mean returns of 2, 5 and 3; so in
    the end the agent has to have the weights of the second time. A Q-learner's last weights are rarely its best.
    """
    agent, lengths, evaluated = small_agent(submission), [2, 5, 3], []
    first = flat(agent.q_network)
    played, writer = [], Epsilons()

    def make_envs(n_envs):
        if not played:
            played.append(SteadyGames(n_envs, length=10**9))
            return submission.lend(played[0])
        evaluated.append(flat(agent.q_network))
        return submission.lend(SteadyGames(n_envs, lengths[len(evaluated) - 1] if len(evaluated) < 4 else 1))

    log = submission[MODULE].train(agent, submission.lend(make_envs), 0, 303, submission.lend(writer))
    expect_equal(
        log.n_updates,
        124,  # two in each of 101 steps, but for the first 39, after which there are 117 transitions
        of="train(...): the gradient steps in 101 steps of 3 games, with learning_starts = 120, updates_per_step = 2",
        diagnoses={
            "it learns from the first step on: learning_starts transitions have to be there before": 202,
            "n_updates counts calls of learn_steps: each takes updates_per_step steps": 62,
            "n_updates stays 0: the steps that were taken are not counted": 0,
        },
    )
    expect_close(
        writer.epsilons,
        [0.75, 0.5, 0.495],
        of="train(...): epsilon at the evaluations, after 150, 300 and 303 of epsilon_decay_steps = 600",
        diagnoses={
            "epsilon falls with the steps of one game: those of all games count": [
                550 / 600,
                500 / 600,
                499 / 600,
            ],
            "epsilon does not fall": [1, 1, 1],
        },
        atol=1e-3,
    )
    expect_close(
        flat(agent.q_network),
        evaluated[1],
        of="train(...): the online network's weights in the end",
        diagnoses={
            "the last weights are kept, not the best: copy.deepcopy them, and load them in the end": evaluated[
                -1
            ],
            "the first weights come back: the best are never noted": first,
            "the weights of the first evaluation are kept: better ones have to replace them": evaluated[0],
        },
    )
