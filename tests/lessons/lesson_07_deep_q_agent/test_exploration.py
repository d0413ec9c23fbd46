"""Checks of exploration.py: the schedule by arithmetic, chance by shares that no luck can miss."""

import numpy as np

from autograder.checks import check, expect, expect_close, expect_equal

MODULE = "lesson_07_deep_q_agent.exploration"

N = 6_000
# Shares are measured over N rows.  The standard deviation of such a share is at most 0.5 / sqrt(6000) = 0.0065, so
# the reference misses by more than 0.05 with a probability below 1e-13 (7.7 standard deviations), for any generator.
TOLERANCE = 0.05


def rng(submission, seed=0):
    return submission["numpy.random"].default_rng(seed)


def rows_of(values):
    """Repeat one row of Q-values N times."""
    return np.tile(np.array(values, dtype=np.float32), (N, 1))


def diagnose_exploration(submission, actions):
    """Name the cause if epsilon 0 explores: then `actions` are random, and so are many others."""
    many = submission[MODULE].epsilon_greedy(rows_of([1, 2, 3]), 0.0, rng(submission))
    explores = np.asarray(many).shape == (N,) and abs((np.asarray(many) == 2).mean() - 1 / 3) < TOLERANCE
    return (
        {"epsilon 0 explores: the comparison with the random number is the wrong way round": actions}
        if explores
        else {}
    )


@check(points=1)
def test_epsilon_begins_at_start(submission):
    """At step 0 epsilon is start."""
    expect_close(
        submission[MODULE].linear_epsilon(0, 0.9, 0.1, 100),
        0.9,
        of="linear_epsilon(step=0, start=0.9, end=0.1, decay_steps=100)",
        diagnoses={
            "start and end are exchanged": 0.1,
            "the schedule is one step ahead": 0.892,
            "the decay begins at 1, whatever start is": 1.0,
        },
    )


@check(points=1, after=["test_epsilon_begins_at_start"])
def test_epsilon_falls_in_a_straight_line(submission):
    """On the way epsilon falls in a straight line, by the same amount at each step."""
    steps = [10, 25, 50, 75]
    epsilons = [submission[MODULE].linear_epsilon(step, 0.9, 0.1, 100) for step in steps]
    line = np.array([0.82, 0.7, 0.5, 0.3])
    fractions = np.array(steps) / 100
    expect_close(
        epsilons,
        line,
        of="linear_epsilon(...) at steps 10, 25, 50 and 75, from 0.9 to 0.1 in 100 steps",
        diagnoses={
            "step // decay_steps is an integer division: it stays 0 until the decay is over": np.full(4, 0.9),
            "epsilon rises from end to start": 0.1 + fractions * 0.8,
            "epsilon falls geometrically, not in a straight line": 0.9 * (0.1 / 0.9) ** fractions,
            "epsilon falls towards 0, not towards end": 0.9 * (1 - fractions),
            "the fraction is multiplied by start instead of start - end": 0.9 - 0.9 * fractions,
            "epsilon is end from the first step": np.full(4, 0.1),
            "the schedule is one step ahead": 0.9 - 0.8 * (np.array(steps) + 1) / 100,
            "the schedule is one step late": 0.9 - 0.8 * (np.array(steps) - 1) / 100,
        },
    )


@check(points=1, after=["test_epsilon_begins_at_start"])
def test_epsilon_stays_at_end(submission):
    """When the decay is over epsilon stays at end."""
    steps = [100, 101, 150, 1_000_000]
    epsilons = [submission[MODULE].linear_epsilon(step, 0.9, 0.1, 100) for step in steps]
    unlimited = 0.9 - 0.8 * np.array(steps) / 100
    expect_close(
        epsilons,
        np.full(4, 0.1),
        of="linear_epsilon(...) at steps 100, 101, 150 and 1,000,000, from 0.9 to 0.1 in 100 steps",
        diagnoses={
            "the line goes on after decay_steps: limit the fraction to 1": unlimited,
            "epsilon stops at 0 instead of end": np.maximum(unlimited, 0),
            "epsilon starts anew after decay_steps": 0.9 - 0.8 * (np.array(steps) % 100) / 100,
            "epsilon becomes 0 when the decay is over": np.zeros(4),
        },
    )


@check(points=2)
def test_without_epsilon_the_best_action_is_taken(submission):
    """With epsilon 0 each row gets its best action."""
    q_values = np.array([[1, 5, 2], [9, 3, 4], [-3, -2, -1], [0, 7, 6]], dtype=np.float32)
    actions = submission[MODULE].epsilon_greedy(q_values, 0.0, rng(submission))
    expect_equal(
        tuple(actions.shape),
        (4,),
        of="epsilon_greedy(...): its shape for 4 rows of 3 Q-values",
        diagnoses={
            "the argmax goes over the rows: it should go over the actions (axis=1)": (3,),
            "one action is chosen for all rows together": (),
            "the actions' axis is kept": (4, 1),
        },
    )
    expect_close(
        actions,
        [1, 0, 2, 1],
        of="epsilon_greedy(q_values, epsilon=0, rng)",
        diagnoses={
            "the worst action is taken: argmin instead of argmax": q_values.argmin(axis=1),
            "the Q-value is returned; the number of the action is wanted": q_values.max(axis=1),
            "always action 0": [0, 0, 0, 0],
        }
        | diagnose_exploration(submission, actions),
    )
    expect_equal(str(actions.dtype), "int64", of="epsilon_greedy(...): its dtype")


@check(points=1)
def test_with_epsilon_one_every_action_is_equally_likely(submission):
    """With epsilon 1 every action is equally likely, the best one included."""
    actions = submission[MODULE].epsilon_greedy(rows_of([1, 2, 3]), 1.0, rng(submission))
    shares = np.bincount(np.asarray(actions, dtype=np.int64), minlength=3)[:3] / N
    likely = None
    if shares[2] > 1 - TOLERANCE:
        likely = "epsilon 1 never explores: the comparison with the random number is the wrong way round"
    elif shares.max() > 1 - TOLERANCE:
        likely = "one random action is drawn for all rows together: draw one for each row"
    elif shares[2] < TOLERANCE:
        likely = "the best action is left out of the random ones; they are drawn from all actions"
    elif shares.min() < TOLERANCE:
        likely = "an action is never drawn: rng.integers(n) gives 0 up to n - 1"
    expect(
        bool(np.abs(shares - 1 / 3).max() < TOLERANCE),
        of="epsilon_greedy(q_values, epsilon=1, rng)",
        expected=f"each of 3 actions in a third of {N:,} rows",
        got=f"shares of {', '.join(f'{share:.2f}' for share in shares)}",
        likely=likely,
    )


@check(points=1, after=["test_without_epsilon_the_best_action_is_taken"])
def test_chance_decides_for_each_row_separately(submission):
    """With epsilon 0.2 a share of 0.2 of the rows, each by its own chance, gets a random action."""
    actions = submission[MODULE].epsilon_greedy(rows_of([1, 2, 3]), 0.2, rng(submission))
    best = float((np.asarray(actions) == 2).mean())
    right = 0.8 + 0.2 / 3
    causes = {
        1.0: "chance decides once for all rows together: draw a random number for each row",
        1 / 3: "chance decides once for all rows together: draw a random number for each row",
        0.2 + 0.8 / 3: "epsilon is inverted: it is the share of random actions",
        0.8: "the best action is left out of the random ones; they are drawn from all actions",
    }
    close = [cause for share, cause in causes.items() if abs(best - share) < 0.03]
    expect(
        abs(best - right) < 0.03,  # 4.4e-3 is the standard deviation: 6.8 of them, below 2e-11
        of="epsilon_greedy(q_values, epsilon=0.2, rng)",
        expected=f"the best action in {right:.3f} of {N:,} rows",
        got=f"in {best:.3f} of them",
        likely=close[0] if close else None,
    )


@check(points=1)
def test_the_given_generator_is_the_only_source_of_chance(submission):
    """Equal generators give equal actions, different ones different actions."""
    choose = submission[MODULE].epsilon_greedy
    first, again, other = (
        np.asarray(choose(rows_of([1, 2, 3]), 0.5, rng(submission, seed))).tolist() for seed in (1, 1, 2)
    )
    expect(
        first == again,
        of="epsilon_greedy(...), called twice with equally seeded generators",
        expected="the same actions",
        got=f"{sum(a != b for a, b in zip(first, again, strict=True)):,} of {N:,} differ",
        likely="a global generator is used (np.random.…, random.…, torch.rand): use rng",
    )
    expect(
        first != other,
        of="epsilon_greedy(...), called with differently seeded generators",
        expected="different actions",
        got="the same actions",
        likely="a generator is seeded inside the function: use rng as it comes",
    )
