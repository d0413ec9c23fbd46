"""What the scripted games bring to light: what play_step, learn_steps and evaluate do with a bug, by its cause."""

import numpy as np

from autograder.checks import expect_close, expect_equal

from .scripted import LAST, OVER, RESETS, REWARDS, STEPS, TERMINATED, TRUNCATED, N, observations_at

ALL_GAMES = "all games are in it, also those that were reset: pick the rows as in the other parts"


def numbers(table):
    """Write a table of truth values with 0 and 1."""
    return table.astype(int).tolist()


def of_going(table):
    """Pick from a table, a row for each step, what belongs to the transitions of games that were going on."""
    return np.asarray(table)[:STEPS][~RESETS[:STEPS]]


def wrong_done():
    """Map causes to the games that are told to be over after each step."""
    terminated, truncated = TERMINATED[:STEPS], TRUNCATED[:STEPS]
    causes = {
        "truncation ends an episode, too": terminated,
        "termination ends an episode, too": truncated,
        "nothing is noted: the next step will be taken for a transition": terminated & False,
        "either ends an episode, not only both at once": terminated & truncated,
        "both at once end an episode, too": terminated ^ truncated,
        "an end is noted for ever: only this step's ends count": np.logical_or.accumulate(OVER[:STEPS]),
        "it is inverted: these are the games that go on": ~OVER[:STEPS],
    }
    return {cause: numbers(table) for cause, table in causes.items()}


def wrong_rewards():
    """Map causes to the rewards of the transitions that are observed."""
    rewards, over, resets = REWARDS[:STEPS], OVER[:STEPS], RESETS[:STEPS]
    return {
        "the reset is observed as a transition: leave out the games that were done *before* the step": rewards.ravel(),
        "the last transition of an episode is left out: it is the one that tells that the pole fell": rewards[
            ~over
        ],
        "the last transition of an episode is left out, and the reset as well": rewards[~over & ~resets],
        "nothing is observed": [],
        "a reset of one game leaves out the whole step": rewards[~resets.any(axis=1)].ravel(),
        "the resets are observed, and nothing else: the mask is inverted": rewards[resets],
        "all rewards are 1: hand on what the games give": np.ones((~resets).sum()),
    }


def wrong_observations(shift):
    """Map causes to the observations of the transitions that are observed; the right ones are `shift` steps later."""
    seen = np.array([observations_at(step) for step in range(STEPS)])
    return {
        "the next observations stand in their place": of_going(seen + 10),
        "the observations before the step stand in their place": of_going(seen),
        ALL_GAMES: np.concatenate(seen + 10 * shift),
    }


def wrong_ends():
    """Map causes to the transitions that are observed as terminated."""
    return {
        "truncation is observed as if it were termination": numbers(of_going(OVER)),
        "truncation stands where termination should": numbers(of_going(TRUNCATED)),
        "a pole that falls in the very last step has fallen, too": numbers(of_going(TERMINATED & ~TRUNCATED)),
        "no end is observed: hand on terminated, as the games give it in this step": [0]
        * len(of_going(OVER)),
        "terminated is inverted": numbers(of_going(~TERMINATED)),
        ALL_GAMES: numbers(TERMINATED[:STEPS].ravel()),
    }


WRONG_WORDS = {
    "the target network is never updated, or the steps taken before (n_updates) are not counted": "L" * 8,
    "steps are counted from 0: the first one is number 1": "LULLLULLLUL",
    "the update comes one step early: it is due after step 3, not after step 2": "LLULLLULLLU",
    "the target network is updated before the step that is due, not after it": "LLULLLULLL",
    "the target network is updated before the step, counted from 0": "ULLLULLLULL",
    "n_updates counts calls, not steps: the interval is multiplied by updates_per_step": "LLLLLLULL",
    "the number before the call decides for all its steps: count on from it": "LULULLLLLULU",
    "the update waits for the end of the call": "LLLLULLULL",
    "the target network is updated after each step: heed target_update_interval": "LU" * 8,
    "the target network is updated after each call: heed target_update_interval": "LLU" * 4,
}
"""Causes of what four calls of two steps do instead of LLLULLLULL, when three steps lie between updates."""


def returns():
    """Return the first episodes' returns."""
    return _summed(_steps() <= OVER.argmax(axis=0))


def _steps():
    return np.arange(len(REWARDS))[:, None]


def _summed(counts):
    return (REWARDS * counts).sum(axis=0)


def wrong_returns():
    """Map causes to the returns of the scripted games."""
    steps, first_over = _steps(), OVER.argmax(axis=0)
    first_episode = steps <= first_over
    masks = {
        "rewards after the first episode are counted, too": steps < STEPS,
        "the last reward of an episode is missing": steps < first_over,
        "the reward of the reset is counted, too": steps <= first_over + 1,
        "truncation does not end an episode": steps <= TERMINATED.argmax(axis=0),
        "termination does not end an episode": steps <= TRUNCATED.argmax(axis=0),
        "either ends an episode, not only both at once": steps <= (TERMINATED & TRUNCATED).argmax(axis=0),
        "it stops when the first episode ends": steps < 2,
        "it stops when as many episodes ended as there are games: short ones count twice": first_episode
        & (steps < 4),
        "it waits until all games are over in the same step, and counts everything": steps <= LAST,
        "a game counts again after its reset: it has to stay marked as over": ~RESETS,
        "rewards are discounted: a return that is reported is the plain sum": first_episode * 0.5**steps,
    }
    return {cause: _summed(mask) for cause, mask in masks.items()} | {
        "episode lengths are counted, not rewards": first_over + 1,
        "rewards overwrite each other: add them up": REWARDS[first_over, np.arange(N)],
        "the mean of the returns is returned: each of them is wanted": returns().mean(),
    }


def expect_play(agent, games):
    """Expect an evaluation to show the agent what the games show, and to hand its actions on to them."""
    last = OVER.argmax(axis=0)
    for step, (observations, _) in enumerate(agent.acted):
        seen = observations_at(step)
        expect_close(
            observations,
            seen,
            of=f"evaluate(...): what the agent sees in step {step}",
            diagnoses={
                "only games that are not over yet are shown to the agent: the others want actions, too": seen[
                    step <= last
                ],
                "the agent sees one game at a time: show it all of them at once": seen[:1],
            },
        )
    expect_equal(
        of_first_episodes(games.asked),
        of_first_episodes([[1, 0, 1]] * STEPS),
        of="evaluate(...): in each step, the actions of the games whose first episode goes on",
        diagnoses={
            "the games do not get the agent's actions: all of them are 0": of_first_episodes(
                [[0] * N] * STEPS
            ),
            "the actions are exchanged: hand them on as the agent chose them": of_first_episodes(
                [[0, 1, 0]] * STEPS
            ),
        },
    )


def of_first_episodes(table):
    """Pick from each step's row what belongs to a game's first episode: after that it may get any action."""
    last = OVER.argmax(axis=0)
    rows = [np.atleast_1d(row).tolist() for row in table]
    return [[value for game, value in enumerate(row) if step <= last[game]] for step, row in enumerate(rows)]
