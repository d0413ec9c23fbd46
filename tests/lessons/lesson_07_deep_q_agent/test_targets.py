"""Checks of targets.py: on these batches the right targets and every known wrong formula all differ."""

import numpy as np
import torch

from autograder.checks import check, expect_close, expect_equal
from autograder.expectations import kind_of

MODULE = "lesson_07_deep_q_agent.targets"

# As many transitions as actions, so that a maximum over the wrong axis gives a wrong value and not an exception.
DISCOUNT = 0.25
REWARDS = np.array([1, 2, 4, 8], dtype=np.float32)
NEXT_Q = np.array(
    [[40, 120, -160, 80], [400, 200, 280, 240], [-28, -20, -40, -12], [4000, 2000, 12000, 8000]],
    dtype=np.float32,
)
NEXT_Q_ONLINE = np.array(
    [[20, 24, 12, 280], [4, 320, 12, 16], [-32, -16, -4, -36], [160, 240, 80, 200]], dtype=np.float32
)
TERMINATED = np.array([False, True, True, False])
NEVER, ALWAYS = np.zeros(4, dtype=bool), np.ones(4, dtype=bool)
ROWS = np.arange(4)

BEST = NEXT_Q.max(axis=1)
CHOSEN = NEXT_Q_ONLINE.argmax(axis=1)
DOUBLE = NEXT_Q[ROWS, CHOSEN]
SOFTMAX = torch.tensor(NEXT_Q).softmax(dim=1).numpy()

WRONG_VALUES = {
    "the worst next action is taken instead of the best": NEXT_Q.min(axis=1),
    "the next Q-values are averaged; Q-learning takes the best of them": NEXT_Q.mean(axis=1),
    "the next Q-values are added up; Q-learning takes the best of them": NEXT_Q.sum(axis=1),
    "the median of the next Q-values is taken instead of the best": torch.tensor(NEXT_Q).median(dim=1).values,
    "the next Q-values are weighted by a softmax; Q-learning takes the best of them": (SOFTMAX * NEXT_Q).sum(
        axis=1
    ),
    "the soft maximum (logsumexp) is taken; Q-learning takes the maximum": torch.tensor(NEXT_Q).logsumexp(
        dim=1
    ),
    "argmax gives the *number* of the best action; its value is wanted": NEXT_Q.argmax(axis=1),
    "the largest Q-value of the whole batch is taken for every transition": np.full(4, NEXT_Q.max()),
    "the maximum goes over the batch: it should go over the actions (dim=1)": NEXT_Q.max(axis=0),
    "the first action's value is always taken": NEXT_Q[:, 0],
    "the last action's value is always taken": NEXT_Q[:, -1],
    "only the first two actions are compared": NEXT_Q[:, :2].max(axis=1),
    "negative Q-values are cut off at 0": np.maximum(BEST, 0),
    "the largest absolute value is taken; the largest value is wanted": np.abs(NEXT_Q).max(axis=1),
}
"""Cause -> what it takes for the value of the next state."""

WRONG_DOUBLE_VALUES = {
    "the target network chooses and values: that is plain Q-learning": BEST,
    "the online network chooses and values: the target network is not used": NEXT_Q_ONLINE.max(axis=1),
    "the networks are exchanged: online chooses, target values": NEXT_Q_ONLINE[ROWS, NEXT_Q.argmax(axis=1)],
    "the smaller of two maxima is taken: online chooses, target values": np.minimum(
        BEST, NEXT_Q_ONLINE.max(axis=1)
    ),
    "the networks' two values of the chosen action are averaged: only the target network's counts": (
        (DOUBLE + NEXT_Q_ONLINE.max(axis=1)) / 2
    ),
    "the smaller of the networks' two values is taken, as TD3 does: only the target network's counts": np.minimum(
        DOUBLE, NEXT_Q_ONLINE.max(axis=1)
    ),
    "the sum of both networks chooses: only the online network should": NEXT_Q[
        ROWS, (NEXT_Q + NEXT_Q_ONLINE).argmax(axis=1)
    ],
    "argmax gives the *number* of the chosen action; its value is wanted": CHOSEN,
    "the worst action of the online network is taken": NEXT_Q[ROWS, NEXT_Q_ONLINE.argmin(axis=1)],
    "one action is chosen for the whole batch": NEXT_Q[:, NEXT_Q_ONLINE.max(axis=0).argmax()],
    "the first transition's choice is taken for the whole batch": NEXT_Q[:, CHOSEN[0]],
    "argmax goes over the batch: it should go over the actions (dim=1)": NEXT_Q[
        ROWS, NEXT_Q_ONLINE.argmax(axis=0)
    ],
    "gather picks along the batch: it should pick along the actions (dim 1)": NEXT_Q[CHOSEN, 0],
    "rows and actions are exchanged in the index": NEXT_Q[CHOSEN, ROWS],
    "the choice counts through the whole table, not through each row": NEXT_Q.ravel()[CHOSEN],
    "q[:, a] picks all chosen actions from every row, and a maximum does not find the right one among them": (
        NEXT_Q[:, CHOSEN].max(axis=1)
    ),
}
"""The same for Double DQN."""


def wrong_formulas(value):
    """Give what mistakes beside the choice of the next value lead to, where nothing terminates."""
    return {
        "the discount is missing": REWARDS + value,
        "the discount is fixed at 0.99: use the one that is passed in": REWARDS + 0.99 * value,
        "1 - discount stands in for the discount": REWARDS + (1 - DISCOUNT) * value,
        "the discount is applied twice": REWARDS + DISCOUNT**2 * value,
        "the discount is added; it should multiply": REWARDS + DISCOUNT + value,
        "the reward is discounted, too": DISCOUNT * (REWARDS + value),
        "the discount is on the reward and not on the future": DISCOUNT * REWARDS + value,
        "the reward is missing": DISCOUNT * value,
        "the reward is multiplied with the future; it should be added": REWARDS * DISCOUNT * value,
        "the future is missing: only the reward is left": REWARDS,
        "the future is subtracted": REWARDS - DISCOUNT * value,
        "the future is taken from the transition before": REWARDS + DISCOUNT * np.roll(value, 1),
    }


def wrong_shapes(value, chosen):
    """Give what comes of two axes where one should be, where nothing terminates."""
    future = DISCOUNT * value
    no_choice = "no action is chosen: the value of a state is that of its best action"
    one_to_column = "shapes (B,) and (B, 1) were combined: they broadcast to (B, B)"
    return {
        "the result has a second axis of length 1: take it off with squeeze(1) or index the values": (
            (REWARDS + future)[:, None]
        ),
        one_to_column: REWARDS[None, :] + future[:, None],
        "shapes (B, 1) and (B,) were combined: they broadcast to (B, B)": REWARDS[:, None] + future[None, :],
        no_choice: REWARDS[:, None] + DISCOUNT * NEXT_Q,
        f"{no_choice}; and the rewards are added to the wrong axis": REWARDS[None, :] + DISCOUNT * NEXT_Q,
        "q[:, a] picks all chosen actions from every row: use gather, or index the rows, too": (
            REWARDS[None, :] + DISCOUNT * NEXT_Q[:, chosen]
        ),
        "everything was reduced to one number: one target for each transition is wanted": np.mean(
            REWARDS + future
        ),
    }


def wrong_targets(value, chosen, wrong):
    """Collect the causes for wrong targets of a batch in which nothing terminates."""
    causes = wrong_formulas(value)
    causes |= {cause: REWARDS + DISCOUNT * np.asarray(other) for cause, other in wrong.items()}
    return causes | wrong_shapes(value, chosen)


def wrong_masks(value, choose):
    """Give what mistakes about termination lead to; `choose` takes the next value from a table of Q-values."""
    mask = 1 - TERMINATED.astype(np.float32)
    future = DISCOUNT * value
    everything = REWARDS + future
    across = DISCOUNT * choose(NEXT_Q * mask[None, :])
    return {
        "the future of terminated transitions is not masked": everything,
        "the mask also deletes the reward": everything * mask,
        "the mask deletes the reward and leaves the future": REWARDS * mask + future,
        "a single termination ends the future of the whole batch": REWARDS,
        "the mask (B,) meets Q-values (B, A): it deletes actions, not transitions": REWARDS + across,
        "a penalty stands in for the reward where the episode ended": np.where(TERMINATED, -1, everything),
        "a penalty is added to the reward where the episode ended": REWARDS + future * mask - TERMINATED,
        "terminated transitions are left out: each one has a target": everything[~TERMINATED],
        "the mask is a column, (B, 1): it broadcasts to (B, B)": REWARDS[None, :]
        + mask[:, None] * future[None, :],
    }


def inverted_mask(targets, right, when_all_terminated):
    """Name an inverted mask: where nothing terminates it looks as if the future were missing, so all have to."""
    wrong = getattr(targets, "shape", None) == right.shape and not np.allclose(targets, right)
    if wrong and np.allclose(when_all_terminated(), right):
        return {
            "the mask is inverted: the future counts where the episode terminated, and only there": targets
        }
    return {}


def batch(terminated, n_actions=4):
    return torch.tensor(REWARDS), torch.tensor(NEXT_Q[:, :n_actions]), torch.tensor(terminated), DISCOUNT


def double_batch(terminated, n_actions=4):
    rewards, next_q, terminated, discount = batch(terminated, n_actions)
    return rewards, torch.tensor(NEXT_Q_ONLINE[:, :n_actions]), next_q, terminated, discount


@check(points=1)
def test_one_target_for_each_transition(submission):
    """There is one float32 target for each transition.

    A tensor of shape (B,) plus one of shape (B, 1) is no error: it broadcasts to (B, B), and a loss on B * B numbers
    looks like any other. So the first thing to look at is the shape.
    """
    targets = submission[MODULE].td_targets(*batch(NEVER))
    if tuple(getattr(targets, "shape", ())) != REWARDS.shape:
        expect_close(
            targets,
            REWARDS + DISCOUNT * BEST,
            of="td_targets(...), one target for each of 4 transitions",
            diagnoses=wrong_shapes(BEST, NEXT_Q.argmax(axis=1)),
        )
    expect_equal(
        str(getattr(targets, "dtype", kind_of(targets))),
        "torch.float32",
        of="td_targets(...): its dtype",
        diagnoses={
            "the targets are computed in float64: the networks compute in float32": "torch.float64",
            "the targets are turned into integers: that cuts off what stands behind the point": "torch.int64",
            "the targets are turned into half precision, which has three digits": "torch.float16",
            "the targets are a NumPy array: they should be a tensor": "float32",
            "the targets are a NumPy array of float64: they should be a tensor of float32": "float64",
            "the targets are a list: they should be a tensor": "list",
        },
    )


@check(points=3, after=["test_one_target_for_each_transition"])
def test_the_future_counts_by_its_best_action(submission):
    """A target is the reward plus the discounted value of the best next action.

    Nothing terminates in this batch: y = r + discount * max_a Q(s', a). Whoever will play well from s' on gets what the
    best action is worth there, so neither a mean nor the action that was taken counts.
    """
    td_targets = submission[MODULE].td_targets
    targets, right = td_targets(*batch(NEVER)), REWARDS + DISCOUNT * BEST
    expect_close(
        targets,
        right,
        of="td_targets(...), no transition terminated",
        diagnoses=inverted_mask(targets, right, lambda: td_targets(*batch(ALWAYS)))
        | wrong_targets(BEST, NEXT_Q.argmax(axis=1), WRONG_VALUES),
    )
    expect_close(
        td_targets(*batch(NEVER, n_actions=3)),
        REWARDS + DISCOUNT * NEXT_Q[:, :3].max(axis=1),
        of="td_targets(...) for 4 transitions and 3 actions, no transition terminated",
    )


@check(points=3, after=["test_the_future_counts_by_its_best_action"])
def test_termination_ends_the_future(submission):
    """After termination the target is the reward alone; every other transition bootstraps.

    Where the episode terminated, y = r: a fallen pole has no future. That is the one target that is no guess, and all
    that the agent knows spreads from there.
    """
    expect_close(
        submission[MODULE].td_targets(*batch(TERMINATED)),
        REWARDS + DISCOUNT * BEST * ~TERMINATED,
        of="td_targets(...), the second and the third of 4 transitions terminated",
        diagnoses=wrong_masks(BEST, lambda table: table.max(axis=1)),
    )


@check(points=3)
def test_double_q_learning_chooses_online_and_values_by_target(submission):
    """In Double DQN the online network chooses the next action, and the target network values it.

    y = r + discount * Q_target(s', argmax_a Q_online(s', a)). If one network did both, an action that it overrates by
    chance would win, and its target would be too large; that the two seldom err alike is the whole point.
    """
    double_td_targets = submission[MODULE].double_td_targets
    targets, right = double_td_targets(*double_batch(NEVER)), REWARDS + DISCOUNT * DOUBLE
    expect_close(
        targets,
        right,
        of="double_td_targets(...), no transition terminated",
        diagnoses=inverted_mask(targets, right, lambda: double_td_targets(*double_batch(ALWAYS)))
        | wrong_targets(DOUBLE, CHOSEN, WRONG_DOUBLE_VALUES),
    )
    expect_close(
        double_td_targets(*double_batch(NEVER, n_actions=3)),
        REWARDS + DISCOUNT * NEXT_Q[ROWS, NEXT_Q_ONLINE[:, :3].argmax(axis=1)],
        of="double_td_targets(...) for 4 transitions and 3 actions, no transition terminated",
    )


@check(points=1, after=["test_double_q_learning_chooses_online_and_values_by_target"])
def test_termination_ends_the_future_in_double_q_learning_too(submission):
    """In Double DQN, too, the target after termination is the reward alone.

    Double DQN says how to value a next state, not whether there is one: y = r where the episode terminated.
    """
    expect_close(
        submission[MODULE].double_td_targets(*double_batch(TERMINATED)),
        REWARDS + DISCOUNT * DOUBLE * ~TERMINATED,
        of="double_td_targets(...), the second and the third of 4 transitions terminated",
        diagnoses=wrong_masks(DOUBLE, lambda table: table[ROWS, CHOSEN]),
    )


def expect_unchanged(submission, function, arguments, names):
    """Call a function, and expect the arguments that have these names, the first ones, to be as they were."""
    before = [argument.numpy().copy() for argument in arguments[: len(names)]]
    getattr(submission[MODULE], function)(*arguments)
    for name, argument, value in zip(names, arguments, before, strict=False):
        after = submission.after_call(argument)
        expect_close(
            after,
            value,
            of=f"{function}(...): {name} after the call",
            diagnoses={f"{name} is changed in place: compute a new tensor": after},
            hint="operators such as +=, assignments to q[...] and functions ending in _ change a tensor in place",
        )


@check(
    points=1,
    after=[
        "test_one_target_for_each_transition",
        "test_double_q_learning_chooses_online_and_values_by_target",
    ],
)
def test_the_inputs_stay_as_they_are(submission):
    """The tensors that were passed in are not changed, by neither of the two functions.

    A batch is used again after its targets have been computed, and a Q-value that was set to 0 in place is wrong
    from then on. A change in place of what a network gave can also break the backward pass.
    """
    expect_unchanged(submission, "td_targets", batch(TERMINATED), ["rewards", "next_q_values", "terminated"])
    expect_unchanged(
        submission,
        "double_td_targets",
        double_batch(TERMINATED),
        ["rewards", "next_q_online", "next_q_target", "terminated"],
    )
