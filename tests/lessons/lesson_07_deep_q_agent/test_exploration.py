"""Checks of exploration.py: the schedule by arithmetic, chance by shares that no luck can miss."""

import numpy as np

from autograder.checks import check, expect, expect_close, expect_equal, varied
from autograder.expectations import kind_of

MODULE = "lesson_07_deep_q_agent.exploration"

# --- the schedule -----------------------------------------------------------------------------------------------

FALLING, RISING = (0.9, 0.1, 100), (0.1, 0.9, 100)
STEP = np.tile([0, 1, 10, 25, 50, 75, 99, 100, 101, 150, 1_000], 2)
START, END = np.repeat([0.9, 0.1], 11), np.repeat([0.1, 0.9], 11)
"""Arguments, the falling schedule and then the rising one, for which all known wrong formulas give other epsilons."""


def line(fraction, start=START, end=END):
    return start + fraction * (end - start)


PART, LIMITED, OVER = STEP / 100, np.minimum(STEP / 100, 1), STEP > 100

WRONG_SCHEDULES = {
    "start and end are exchanged": line(LIMITED, END, START),
    "the schedule is one step ahead: step 0 is the first one": line(np.minimum((STEP + 1) / 100, 1)),
    "the schedule is one step late: step 0 is the first one": line(np.minimum((STEP - 1) / 100, 1)),
    "the slope begins one step late": line(np.clip((STEP - 1) / 100, 0, 1)),
    "the slope is one step too short: it takes decay_steps": line(np.minimum(STEP / 99, 1)),
    "the slope is one step too long: it takes decay_steps": line(np.minimum(STEP / 101, 1)),
    "the slope stops one step before end": line(np.minimum(PART, 0.99)),
    "epsilon begins at 1, whatever start is": line(LIMITED, start=1),
    "epsilon goes towards 0, not towards end": line(LIMITED, end=0),
    "epsilon goes towards 0, and jumps to end": np.where(PART < 1, line(PART, end=0), END),
    "epsilon goes towards 0 until it meets end: the slope is too steep": np.maximum(line(PART, end=0), END),
    "epsilon falls by 1 / decay_steps in each step, whatever start and end are": np.maximum(
        START - PART, END
    ),
    "epsilon falls by 1 / decay_steps in each step, and without an end": START - PART,
    "the difference is the wrong way round: end - start is wanted": START - LIMITED * (END - START),
    "start is not added: epsilon begins at 0": LIMITED * (END - START),
    "step // decay_steps is an integer division: no slope is left": line(np.minimum(STEP // 100, 1)),
    "epsilon never changes": START,
    "epsilon is end from the first step": END,
    "the fraction is at least 1; it should be at most 1": line(np.maximum(PART, 1)),
    "epsilon falls geometrically, by a factor in each step": START * (END / START) ** LIMITED,
    "epsilon falls geometrically, and goes on beyond end": START * (END / START) ** PART,
    "epsilon falls exponentially, not in a straight line": line(1 - np.exp(-PART)),
    "epsilon falls along a cosine, not in a straight line": line((1 - np.cos(np.pi * LIMITED)) / 2),
    "the fraction is squared: that is a curve, not a straight line": line(LIMITED**2),
    "the line goes on after decay_steps: limit the fraction to 1": line(PART),
    "the line goes on after decay_steps, down to 0: limit the fraction to 1": np.maximum(line(PART), 0),
    "the line goes on after decay_steps, up to 0 or 1: limit the fraction to 1": np.clip(line(PART), 0, 1),
    "the slope begins again after decay_steps": line(STEP % 100 / 100),
    "the slope begins again one step after decay_steps": np.where(STEP == 100, END, line(STEP % 100 / 100)),
    "epsilon becomes 0 when the slope is over": np.where(OVER, 0, line(PART)),
    "epsilon becomes 0 at the end of the slope": np.where(STEP >= 100, 0, line(PART)),
    "epsilon goes back to start when the slope is over": np.where(OVER, START, line(PART)),
    "max(end, ...) is right only for a schedule that falls: limit the fraction": np.maximum(line(PART), END),
    "start may lie below end, and then nothing lies between end and start": np.minimum(
        np.maximum(line(PART), END), START
    ),
}
"""Cause -> the epsilons that it leads to."""


def diagnose_schedule(linear_epsilon, epsilons):
    """Name the wrong formula that agrees with linear_epsilon on all those arguments, as the cause of `epsilons`."""
    arguments = zip(STEP.tolist(), START.tolist(), END.tolist(), strict=True)
    came = [float(linear_epsilon(step, start, end, 100)) for step, start, end in arguments]
    causes = (cause for cause, wrong in WRONG_SCHEDULES.items() if np.allclose(came, wrong))
    return dict.fromkeys(causes, epsilons)


def expect_schedule(submission, steps, schedule, expected, of):
    """Expect these epsilons at these steps."""
    linear_epsilon = submission[MODULE].linear_epsilon
    epsilons = [linear_epsilon(step, *schedule) for step in steps]
    if not isinstance(epsilons[0], int | float | np.number):
        expect_close(epsilons[0], expected[0], of=of)  # tells what came instead of a number
    expect_close(epsilons, expected, of=of, diagnoses=diagnose_schedule(linear_epsilon, epsilons))


@check(points=1)
def test_epsilon_begins_at_start(submission):
    """At step 0 epsilon is start.

    The first step has the number 0, so that epsilon(0) = start + (end - start) * 0. An agent that knows nothing should
    act at random as often as its hyper-parameters say.
    """
    expect_schedule(
        submission, [0], FALLING, [0.9], of="linear_epsilon(step=0, start=0.9, end=0.1, decay_steps=100)"
    )


@check(points=1, after=["test_epsilon_begins_at_start"])
def test_epsilon_falls_in_a_straight_line(submission):
    """On the way epsilon falls, or rises, in a straight line, by the same amount at each step.

    epsilon(step) = start + (end - start) * step / decay_steps, for steps up to decay_steps. The formula knows no
    direction: where end lies above start, epsilon rises.
    """
    for name, schedule, expected in (
        ("from 0.9 to 0.1", FALLING, [0.82, 0.7, 0.5, 0.1]),
        ("from 0.1 up to 0.9", RISING, [0.18, 0.3, 0.5, 0.9]),
    ):
        expect_schedule(
            submission,
            [10, 25, 50, 100],
            schedule,
            expected,
            of=f"linear_epsilon(...) at steps 10, 25, 50 and 100, {name} in 100 steps",
        )


@check(points=1, after=["test_epsilon_falls_in_a_straight_line"])
def test_epsilon_stays_at_end(submission):
    """When the slope is over epsilon stays at end.

    min(step / decay_steps, 1) keeps the fraction at 1 from step decay_steps on. Without a limit epsilon becomes
    negative, and the agent never explores again.
    """
    for name, schedule, end in (("from 0.9 to 0.1", FALLING, 0.1), ("from 0.1 up to 0.9", RISING, 0.9)):
        expect_schedule(
            submission,
            [100, 101, 150, 1_000_000],
            schedule,
            [end] * 4,
            of=f"linear_epsilon(...) at steps 100, 101, 150 and 1,000,000, {name} in 100 steps",
        )


# --- epsilon-greedy ---------------------------------------------------------------------------------------------

# As many rows as actions, so that an argmax over the wrong axis gives wrong actions and not an exception.
TABLE = np.array([[1, 5, 2, 4], [9, 3, 4, -8], [-3, -2, -4, -1], [0, 6, 7, 2]], dtype=np.float32)

N = 6_000
CYCLE = np.tile(np.array([[1, 3, 2], [2, 1, 3], [3, 2, 1]], dtype=np.float32), (N // 3, 1))
"""Many rows, in which each action is the best, the second and the worst one equally often."""
# Shares are measured over N rows.  The standard deviation of such a share is at most 0.5 / sqrt(6000) = 0.0065, so
# the reference misses by more than 0.05 with a probability below 1e-13 (7.7 standard deviations), for any generator.
TOLERANCE = 0.05
BEST = 2


def rng(submission, seed=0):
    return submission["numpy.random"].default_rng(varied(seed))


def chosen(submission, epsilon, seed=0):
    """Let it choose in many rows; an array of integers, whatever came."""
    actions = np.asarray(submission[MODULE].epsilon_greedy(CYCLE.copy(), epsilon, rng(submission, seed)))
    if actions.shape != (N,):
        expect_equal(actions.shape, (N,), of=f"epsilon_greedy(...): its shape for {N:,} rows of 3 Q-values")
    return actions.astype(np.int64)


def ranks(actions):
    """Tell for each row which action was taken: 0 the worst, 1 the second, 2 the best, -1 none that exists."""
    exists = (actions >= 0) & (actions < 3)
    return np.where(exists, CYCLE[np.arange(N), np.where(exists, actions, 0)].astype(np.int64) - 1, -1)


def shares(values):
    """Return how often 0, 1 and 2 are among the values."""
    return np.array([(values == number).mean() for number in range(3)])


def cause_of_no_greed(share_of_best, n_actions):
    """Name the cause if epsilon 0 explores: in all rows, or only now and then."""
    if share_of_best < (1 + 1 / n_actions) / 2 - 0.15:
        return "epsilon 0 explores: the comparison with the random number is the wrong way round"
    return "epsilon 0 explores now and then: the random number has to be uniform between 0 and 1"


def diagnose_greed(submission, actions):
    """Name the cause of `actions` if other generators lead to other ones, though epsilon is 0."""
    choose = submission[MODULE].epsilon_greedy
    others = np.array([np.asarray(choose(TABLE.copy(), 0.0, rng(submission, seed))) for seed in range(40)])
    if (others == others[0]).all():
        return {}
    return {cause_of_no_greed((others == TABLE.argmax(axis=1)).mean(), n_actions=4): actions}


@check(points=2)
def test_without_epsilon_the_best_action_is_taken(submission):
    """With epsilon 0 each row gets its best action.

    The greedy action of a row is argmax_a Q(s, a), the number of its largest Q-value. This is how the agent plays when
    it is evaluated.
    """
    actions = submission[MODULE].epsilon_greedy(TABLE.copy(), 0.0, rng(submission))
    shape = getattr(actions, "shape", None)
    expect_equal(
        f"a {kind_of(actions)}" if shape is None else tuple(shape),
        (4,),
        of="epsilon_greedy(...): its shape for 4 rows of 4 Q-values",
        diagnoses={
            "one action is chosen for all rows together": (),
            "the actions' axis is kept: argmax(axis=1) without keepdims takes it away": (4, 1),
            "the greedy actions (N, 1) meet random ones (N,): they broadcast to (N, N)": (4, 4),
            "nothing was returned: is a return missing?": "a NoneType",
            "a list is returned: an array of int64 is wanted": "a list",
        },
    )
    constant = np.unique(np.asarray(actions)).size == 1
    expect_close(
        actions,
        [1, 0, 3, 2],
        of="epsilon_greedy(q_values, epsilon=0, rng)",
        diagnoses=diagnose_greed(submission, actions)
        | {
            "the worst action is taken: argmin instead of argmax": TABLE.argmin(axis=1),
            "the Q-value is returned; the number of the action is wanted": TABLE.max(axis=1),
            "argmax without an axis counts through the whole table: use axis=1": np.full(4, TABLE.argmax()),
            "the argmax goes over the rows: it should go over the actions (axis=1)": TABLE.argmax(axis=0),
            "the largest absolute value is taken; the largest value is wanted": np.abs(TABLE).argmax(axis=1),
            "the second-best action is taken": TABLE.argsort(axis=1)[:, -2],
            "only the first two actions are compared": TABLE[:, :2].argmax(axis=1),
        }
        | ({"all rows get the same action": actions} if constant else {}),
    )
    expect_equal(
        str(actions.dtype),
        "int64",
        of="epsilon_greedy(...): its dtype",
        diagnoses={
            "the actions are floats: np.zeros and np.empty need dtype=np.int64": "float64",
            "the actions are floats; they are numbers of actions, int64": "float32",
            "the actions are int32: int64 is wanted, as PyTorch's indices have it": "int32",
            "a tensor is returned: a NumPy array is wanted": "torch.int64",
        },
    )
    best = float((ranks(chosen(submission, 0.0)) == BEST).mean())
    expect(
        best == 1,
        of="epsilon_greedy(q_values, epsilon=0, rng)",
        expected=f"the best action in all of {N:,} rows",
        got=f"in a share of {best:.3f}",
        likely=cause_of_no_greed(best, n_actions=3),
    )


def cause_of_uneven_actions(actions):
    """Name the cause if with epsilon 1 the actions are not equally likely."""
    by_action, by_rank = shares(actions), shares(ranks(actions))
    worst, second, best = by_rank
    symptoms = {
        "an action that does not exist is drawn: rng.integers(n) gives 0 up to n - 1": (
            ranks(actions) < 0
        ).any(),
        "one random action is drawn for all rows together: draw one for each row": by_action.max() > 0.95,
        "epsilon 1 never explores: nothing is drawn at random": best > 0.95,
        "the worst action is taken to explore; it should be a random one": worst > 0.95,
        "the second-best action is taken to explore; it should be a random one": second > 0.95,
        "the best action is left out of the random ones; they are drawn from all actions": best < 0.01,
        "the last action is never drawn: rng.integers(n) excludes n already": by_action[-1] < 0.01,
        "the first action is never drawn: actions are numbered from 0": by_action[0] < 0.01,
        "epsilon 1 does not always explore: compare it with rng.random(), uniform between 0 and 1": (
            best > 1 / 3 + TOLERANCE and abs(worst - second) < TOLERANCE
        ),
    }
    found = (cause for cause, shows in symptoms.items() if shows)
    return next(found, "the random actions are not equally likely: draw them with rng.integers(n_actions)")


@check(points=1, after=["test_without_epsilon_the_best_action_is_taken"])
def test_with_epsilon_one_every_action_is_equally_likely(submission):
    """With epsilon 1 every action is equally likely, the best one included.

    A random action is drawn from all actions, in each row anew; so in many rows each action, and each rank of an
    action, has a share of a third. An action that is never drawn is never tried out.
    """
    actions = chosen(submission, 1.0)
    by_action, by_rank = shares(actions), shares(ranks(actions))
    expect(
        bool(np.abs([by_action - 1 / 3, by_rank - 1 / 3]).max() < TOLERANCE),
        of="epsilon_greedy(q_values, epsilon=1, rng)",
        expected=f"each of 3 actions, and the worst, the second and the best, in a third of {N:,} rows",
        got=f"shares of {by_action.round(2)}, and of {by_rank.round(2)}",
        likely=cause_of_uneven_actions(actions),
    )


@check(points=1, after=["test_with_epsilon_one_every_action_is_equally_likely"])
def test_the_given_generator_is_the_only_source_of_chance(submission):
    """Equal generators give equal actions, different ones different actions, and no other generator is touched.

    All chance comes from `rng`, which moves on with every draw: equal seeds then give equal trainings, and a result can
    be looked at again.
    """
    first, again = (chosen(submission, 0.5, seed=1) for _ in range(2))
    expect(
        bool((first == again).all()),
        of="epsilon_greedy(...), called twice with equally seeded generators",
        expected="the same actions",
        got=f"{(first != again).sum():,} of {N:,} differ",
        likely="a global or a new generator is used (np.random.…, random.…, torch.rand): use rng",
    )
    one, other = (chosen(submission, 1.0, seed=seed) for seed in (1, 2))
    expect(
        bool((one != other).any()),
        of="epsilon_greedy(...), called with differently seeded generators",
        expected="different actions",
        got="the same actions",
        likely="a generator is seeded inside the function: use rng as it comes",
    )
    generator = rng(submission)
    one, other = (
        np.asarray(submission[MODULE].epsilon_greedy(CYCLE.copy(), 1.0, generator)) for _ in range(2)
    )
    expect(
        bool((one != other).any()),
        of="epsilon_greedy(...), called twice with one generator",
        expected="different actions",
        got="the same actions",
        likely="the draws come from a copy of rng, so rng never moves on: draw from rng itself",
    )
    expect_global_generator_untouched(submission)


def expect_global_generator_untouched(submission):
    """Seed NumPy's global generator, call the function, and expect that the next draw is the first one."""
    everyones = submission["numpy.random"]
    state = everyones.get_state()
    everyones.seed(7)
    chosen(submission, 0.5)
    drawn = everyones.random()
    everyones.set_state(state)
    expect_close(
        drawn,
        np.random.RandomState(7).random(),
        of="epsilon_greedy(...): what np.random.random() gives after it, seeded before it",
        diagnoses={"NumPy's global generator is seeded or used: all other users of it notice": drawn},
    )


def cause_of_unfair_chance(actions):
    """Name the cause if with epsilon 0.2 the wrong rows explore."""
    is_best = ranks(actions) == BEST
    best, halves = is_best.mean(), is_best.reshape(2, -1).mean(axis=1)
    symptoms = {
        "chance decides once for all rows together: draw a random number for each row": (
            best == 1 or abs(best - 1 / 3) < TOLERANCE
        ),
        "one random number both decides and chooses the action: draw a second one": (
            shares(actions).max() > 0.4 and abs(best - (0.8 + 0.2 / 3)) < 0.03
        ),
        "always the same rows explore, the first or the last ones: draw a random number for each row": (
            abs(halves[0] - halves[1]) > 2 * TOLERANCE
        ),
        "too few rows explore: is epsilon applied twice?": best > 0.8 + 0.2 / 3,
    }
    found = (cause for cause, shows in symptoms.items() if shows)
    return next(found, "too many rows explore: epsilon is the share of random actions, good ones among them")


@check(points=1, after=["test_the_given_generator_is_the_only_source_of_chance"])
def test_chance_decides_for_each_row_separately(submission):
    """With epsilon 0.2 a share of 0.2 of the rows, each by its own chance, gets a random action.

    With A = 3 actions the best one is taken with probability 1 - epsilon + epsilon / A = 0.867. Games that are played
    in parallel would explore in lockstep if one random number decided for all of them.
    """
    actions = chosen(submission, 0.2)
    by_action, by_rank = shares(actions), shares(ranks(actions))
    right = np.array([0.2 / 3, 0.2 / 3, 0.8 + 0.2 / 3])
    halves = (ranks(actions) == BEST).reshape(2, -1).mean(axis=1)
    # The standard deviations are 0.0044 for a rank's share, 0.0061 for an action's, 0.0062 for a half's: all bounds
    # are at least 6.5 of them, together below 1e-9.
    expect(
        bool(
            np.abs(by_rank - right).max() < 0.03
            and np.abs(by_action - 1 / 3).max() < TOLERANCE
            and np.abs(halves - right[BEST]).max() < TOLERANCE
        ),
        of="epsilon_greedy(q_values, epsilon=0.2, rng)",
        expected=f"the best action in {right[BEST]:.3f} of {N:,} rows, in both halves of them alike",
        got=f"in {halves[0]:.3f} of the first half, in {halves[1]:.3f} of the second",
        likely=cause_of_unfair_chance(actions),
    )
    expect_chance_in_a_single_row(submission)


def expect_chance_in_a_single_row(submission, calls=150):
    """Call it for one row many times: each time, chance has to decide anew."""
    choose, generator, row = submission[MODULE].epsilon_greedy, rng(submission), CYCLE[:1]
    alone = [int(np.ravel(choose(row.copy(), 0.3, generator))[0]) for _ in range(calls)]
    others = float(np.mean([action != row.argmax() for action in alone]))
    # Another action than the best comes with probability 0.3 * 2/3 = 0.2.  In 150 calls it comes less than 3 times with
    # a probability of 2e-12, and in more than 0.45 of them, 7.7 standard deviations above, with one below 1e-11.
    expect(
        0.015 < others < 0.45,
        of=f"epsilon_greedy(q_values, epsilon=0.3, rng) for a single row with 3 actions, {calls} times",
        expected="another action than the best in a share of 0.2",
        got=f"in {others:.2f} of them",
        likely="a fixed number of rows explores, not each row by its own chance: of one row, none or always this one",
    )
