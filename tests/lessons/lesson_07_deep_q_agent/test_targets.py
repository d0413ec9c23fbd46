"""Checks of targets.py: on these batches the right targets and every known wrong formula all differ."""

import numpy as np
import torch

from autograder.checks import check, expect_close, expect_equal

MODULE = "lesson_07_deep_q_agent.targets"

DISCOUNT = 0.5
REWARDS = np.array([1, 2, 4, 8], dtype=np.float32)
NEXT_Q = np.array([[10, 30, 20], [100, 50, 70], [-7, -3, -5], [1000, 3000, 500]], dtype=np.float32)
NEXT_Q_ONLINE = np.array([[5, 6, 7], [3, 2, 1], [-2, -9, -8], [40, 60, 90]], dtype=np.float32)
TERMINATED = np.array([False, True, False, False])
NEVER = np.zeros(4, dtype=bool)

BEST = NEXT_Q.max(axis=1)
CHOSEN = NEXT_Q_ONLINE.argmax(axis=1)
ROWS = np.arange(4)
DOUBLE = NEXT_Q[ROWS, CHOSEN]

WRONG_VALUES = {
    "the worst next action is taken instead of the best": NEXT_Q.min(axis=1),
    "the next Q-values are averaged; Q-learning takes the best of them": NEXT_Q.mean(axis=1),
    "the next Q-values are added up; Q-learning takes the best of them": NEXT_Q.sum(axis=1),
    "argmax gives the *number* of the best action; its value is wanted": NEXT_Q.argmax(axis=1),
    "the largest Q-value of the whole batch is taken for every transition": np.full(4, NEXT_Q.max()),
    "the first action's value is always taken": NEXT_Q[:, 0],
    "the last action's value is always taken": NEXT_Q[:, -1],
    "negative Q-values are cut off at 0": np.maximum(BEST, 0),
    "the largest absolute value is taken; the largest value is wanted": np.abs(NEXT_Q).max(axis=1),
}
"""Cause -> what it takes for the value of the next state."""

WRONG_DOUBLE_VALUES = {
    "the target network chooses and values: that is plain Q-learning": BEST,
    "the online network chooses and values: the target network is not used": NEXT_Q_ONLINE.max(axis=1),
    "the networks are exchanged: online chooses, target values": NEXT_Q_ONLINE[ROWS, NEXT_Q.argmax(axis=1)],
    "argmax gives the *number* of the chosen action; its value is wanted": CHOSEN,
    "the worst action of the online network is taken": NEXT_Q[ROWS, NEXT_Q_ONLINE.argmin(axis=1)],
    "one action is chosen for the whole batch": NEXT_Q[:, NEXT_Q_ONLINE.max(axis=0).argmax()],
}
"""The same for Double DQN."""


def formulas(value, mask):
    """Give what mistakes beside the choice of the next value lead to, `mask` being 1 where the future counts."""
    everything = REWARDS + DISCOUNT * value
    return {
        "the future of terminated transitions is not masked": everything,
        "the mask is inverted: the future stays where the episode ended": REWARDS
        + DISCOUNT * value * (1 - mask),
        "the mask also deletes the reward": everything * mask,
        "the discount is missing": REWARDS + value * mask,
        "the reward is discounted, too": DISCOUNT * (REWARDS + value * mask),
        "the discount is on the reward and not on the future": DISCOUNT * REWARDS + value * mask,
        "the reward is missing": DISCOUNT * value * mask,
        "the future is missing: only the reward is left": REWARDS + 0 * value,
        "the future is subtracted": REWARDS - DISCOUNT * value * mask,
    }


def diagnoses(right_value, wrong_values, mask):
    causes = formulas(right_value, mask)
    causes |= {cause: REWARDS + DISCOUNT * value * mask for cause, value in wrong_values.items()}
    column = (REWARDS + DISCOUNT * right_value * mask)[:, None]
    causes["the result has a second axis of length 1: take it off with squeeze(1) or index the values"] = (
        column
    )
    causes["shapes (B,) and (B, 1) were combined: they broadcast to (B, B)"] = (
        REWARDS[None, :] + (DISCOUNT * right_value * mask)[:, None]
    )
    causes["shapes (B, 1) and (B,) were combined: they broadcast to (B, B)"] = (
        REWARDS[:, None] + (DISCOUNT * right_value * mask)[None, :]
    )
    right = REWARDS + DISCOUNT * right_value * mask
    # A cause that does not show on this batch (no mask, where nothing terminates) is no diagnosis.
    return {
        cause: wrong
        for cause, wrong in causes.items()
        if wrong.shape != right.shape or not np.allclose(wrong, right)
    }


def batch(terminated):
    return torch.tensor(REWARDS), torch.tensor(NEXT_Q), torch.tensor(terminated), DISCOUNT


def double_batch(terminated):
    rewards, next_q, terminated, discount = batch(terminated)
    return rewards, torch.tensor(NEXT_Q_ONLINE), next_q, terminated, discount


@check(points=1)
def test_one_target_for_each_transition(submission):
    """There is one float32 target for each transition."""
    targets = submission[MODULE].td_targets(*batch(TERMINATED))
    expect_equal(
        tuple(targets.shape),
        (4,),
        of="td_targets(...): its shape for 4 transitions",
        diagnoses={
            "the maximum goes over the batch: it should go over the actions (dim=1)": (3,),
            "the actions' axis is kept: squeeze it away": (4, 1),
            "shapes (B,) and (B, 1) were combined: they broadcast to (B, B)": (4, 4),
            "no maximum is taken over the actions": (4, 3),
            "everything was reduced to one number": (),
        },
    )
    expect_equal(str(targets.dtype), "torch.float32", of="td_targets(...): its dtype")


@check(points=3, after=["test_one_target_for_each_transition"])
def test_the_future_counts_by_its_best_action(submission):
    """A target is the reward plus the discounted value of the best next action."""
    expect_close(
        submission[MODULE].td_targets(*batch(NEVER)),
        REWARDS + DISCOUNT * BEST,
        of="td_targets(...), no transition terminated",
        diagnoses=diagnoses(BEST, WRONG_VALUES, np.ones(4, dtype=np.float32)),
    )


@check(points=3, after=["test_the_future_counts_by_its_best_action"])
def test_termination_ends_the_future(submission):
    """After termination the target is the reward alone; every other transition bootstraps."""
    mask = 1 - TERMINATED.astype(np.float32)
    expect_close(
        submission[MODULE].td_targets(*batch(TERMINATED)),
        REWARDS + DISCOUNT * BEST * mask,
        of="td_targets(...), the second of 4 transitions terminated",
        diagnoses=diagnoses(BEST, WRONG_VALUES, mask),
    )


@check(points=1, after=["test_one_target_for_each_transition"])
def test_the_inputs_stay_as_they_are(submission):
    """The tensors that were passed in are not changed."""
    rewards, next_q, terminated, discount = batch(TERMINATED)
    submission[MODULE].td_targets(rewards, next_q, terminated, discount)
    before_and_after = {
        "rewards": (REWARDS, rewards),
        "next_q_values": (NEXT_Q, next_q),
        "terminated": (TERMINATED, terminated),
    }
    for name, (before, argument) in before_and_after.items():
        expect_close(
            submission.after_call(argument),
            before,
            of=f"td_targets(...): {name} after the call",
            hint="compute new tensors; operators such as += and functions ending in _ change the old ones",
        )


@check(points=3)
def test_double_q_learning_chooses_online_and_values_by_target(submission):
    """In Double DQN the online network chooses the next action, and the target network values it."""
    ones = np.ones(4, dtype=np.float32)
    expect_close(
        submission[MODULE].double_td_targets(*double_batch(NEVER)),
        REWARDS + DISCOUNT * DOUBLE,
        of="double_td_targets(...), no transition terminated",
        diagnoses=diagnoses(DOUBLE, WRONG_DOUBLE_VALUES, ones),
    )


@check(points=1, after=["test_double_q_learning_chooses_online_and_values_by_target"])
def test_termination_ends_the_future_in_double_q_learning_too(submission):
    """In Double DQN, too, the target after termination is the reward alone."""
    mask = 1 - TERMINATED.astype(np.float32)
    expect_close(
        submission[MODULE].double_td_targets(*double_batch(TERMINATED)),
        REWARDS + DISCOUNT * DOUBLE * mask,
        of="double_td_targets(...), the second of 4 transitions terminated",
        diagnoses=diagnoses(DOUBLE, WRONG_DOUBLE_VALUES, mask),
    )
