"""Checks of baseline.py: the accuracy that every model has to beat."""

import numpy as np
import pandas as pd

from autograder.checks import check, expect, expect_close

MODULE = "lesson_05_datasets.baseline"


def table(*actions):
    """Make a table with these actions; the states do not matter."""
    frame = pd.DataFrame(np.ones((len(actions), 4), dtype=np.float32), columns=["s1", "s2", "s3", "s4"])
    frame["action"] = np.array(actions, dtype=np.int64)
    return frame


def table_of(zeros, ones):
    """Make a table with so many zeros and ones among its actions, the ones first."""
    return table(*[1] * ones, *[0] * zeros)


def score(submission, train, test):
    """Let the student's function score the guess from `train` on `test`; expect a single number.

    It gets copies, so that what it does to a table has no consequences for the next call.
    """
    result = submission[MODULE].majority_class_accuracy(train.copy(), test.copy())
    name = "majority_class_accuracy(train, test)"
    likely = "the answers are not averaged: there is one for each sample"
    if result is None:
        likely = "nothing was returned: is a return missing?"
    elif isinstance(result, str):
        likely = "the number was turned into text: return the number itself"
    is_number = np.ndim(result) == 0 and hasattr(result, "__float__")
    expect(is_number, of=name, expected="a single number", got=result, likely=likely)
    return float(result)


@check(points=1)
def test_the_accuracy_of_the_majority_class(submission):
    """The accuracy is the share of the majority class among the test samples.

    Four of five training samples have the action 1, so 1 is guessed for every test sample. Accuracy is the number of
    right guesses divided by the number of test samples: a fraction between 0 and 1, neither rounded nor in percent.
    """
    train = table_of(zeros=1, ones=4)
    tests = table_of(zeros=4, ones=9), table_of(zeros=0, ones=13)
    scores = [score(submission, train, test) for test in tests]
    always_zero = scores[0] < 0.5 and score(submission, table_of(zeros=4, ones=1), tests[0]) < 0.5
    not_the_majority = (
        "action 0 is always guessed, whatever the majority is"
        if always_zero
        else "the share of wrong answers is returned, not that of the right ones"
    )
    expect_close(
        scores,
        [9 / 13, 1],
        of="majority_class_accuracy(train with 4 of 5 ones, test) for tests with 9 and with 13 of 13 ones",
        diagnoses={
            "the right answers are counted, but not divided by the number of test samples": [9, 13],
            "the right answers are divided by the number of training samples": [9 / 5, 13 / 5],
            "the right answers are divided by the number of all samples, those of train included": [
                9 / 18,
                13 / 18,
            ],
            "the accuracy is measured on train": [0.8, 0.8],
            not_the_majority: [4 / 13, 0],
            "the result is in percent: return the fraction": [900 / 13, 100],
            "the fraction is rounded": [0.7, 1],
            "the fraction is rounded, to two digits": [0.69, 1],
            "the division is one of whole numbers (//), which drops the fraction": [0, 1],
            "the majority class itself is returned, not how often it is right": [1, 1],
            "the number of samples of the majority class is taken for the class": [0, 0],
            "the difference between the shares in train and test is returned": [0.8 - 9 / 13, 0.2],
            "the guess is drawn by the shares in train: the majority class is guessed every time": [
                0.8 * 9 / 13 + 0.2 * 4 / 13,
                0.8,
            ],
        },
    )


@check(points=1, after=["test_the_accuracy_of_the_majority_class"])
def test_the_majority_may_be_action_0(submission):
    """The most frequent action may be 0.

    Here most training samples have the action 0. Code that takes the mean of the labels for the accuracy is right only
    as long as 1 is the majority.
    """
    expect_close(
        score(submission, table(0, 0, 0, 1), table(0, 0, 1, 1, 1, 0, 0, 0, 0, 0)),
        0.7,
        of="majority_class_accuracy(train with 3 of 4 zeros, test with 7 of 10 zeros)",
        diagnoses={"action 1 is always guessed, whatever the majority is": 0.3},
    )


@check(points=1, after=["test_the_accuracy_of_the_majority_class"])
def test_the_majority_is_learnt_from_train(submission):
    """The guess is learnt from train alone; test only measures.

    The majority in train is a minority in test, so the score is below one half. A guess that is learnt from what it is
    measured with has leaked: its score says nothing about samples that nobody has seen.
    """
    test = table_of(zeros=4, ones=1)
    trains = table_of(zeros=1, ones=3), table_of(zeros=3, ones=9)
    expect_close(
        [score(submission, train, test) for train in trains],
        [0.2, 0.2],
        of="majority_class_accuracy(train, test with 4 of 5 zeros) for trains with 3 of 4 and 9 of 12 ones",
        diagnoses={
            "the majority is taken from test, which peeks at the answers": [0.8, 0.8],
            "the majority is taken from both tables together, so test is peeked at": [0.8, 0.2],
            "the accuracy is measured on train": [0.75, 0.75],
        },
        hint="The majority in train may be a minority in test: then the score is below one half.",
    )


@check(points=0.5, after=["test_the_majority_may_be_action_0", "test_the_majority_is_learnt_from_train"])
def test_a_tie_goes_to_the_smaller_action(submission):
    """If two actions are equally frequent in train, the smaller one counts.

    Two tables with as many zeros as ones, one beginning with 1, the other with 0, have to give the same guess. Which
    one is a convention; without any, the score would depend on the order of the rows.
    """
    test = table(1, 0, 1, 1)
    expect_close(
        [score(submission, table(1, 0), test), score(submission, table(0, 1, 1, 0), test)],
        [0.25, 0.25],
        of="majority_class_accuracy(train with as many zeros as ones, test with 1 of 4 zeros)",
        diagnoses={
            "the larger action wins a tie": [0.75, 0.75],
            "the action that comes first in train wins a tie": [0.75, 0.25],
            "the action that comes last in train wins a tie": [0.25, 0.75],
            "a tie gives a guess that is no action": [0, 0],
        },
    )


@check(points=0.5, after=["test_the_accuracy_of_the_majority_class"])
def test_the_tables_stay_as_they_were(submission):
    """Neither table is changed.

    Both are looked at again after the call. Whoever handed them in goes on to train with them, and would stumble over
    a column that is gone or new, or over rows in another order.
    """
    train, test = table(1, 0, 1, 0, 1), table(0, 1, 0, 0)
    submission[MODULE].majority_class_accuracy(train, test)
    for name, before, frame in (("train", table(1, 0, 1, 0, 1), train), ("test", table(0, 1, 0, 0), test)):
        after = submission.after_call(frame)
        columns = [str(column) for column in submission.to_list(after.columns)]
        changed = f"majority_class_accuracy(train, test): the columns of {name} after the call"
        gone, new = set(before.columns) - set(columns), set(columns) - set(before.columns)
        likely = "a column is taken out of the table (pop, del, drop in place)" if gone else None
        likely = "a column is added to the table: work with a Series of its own" if new else likely
        expect(not gone and not new, of=changed, expected="the same", got=str(columns), likely=likely)
        expect_close(
            after["action"].to_numpy(),
            before["action"].to_numpy(),
            of=f"majority_class_accuracy(train, test): the actions of {name} after the call",
            diagnoses={"the table is sorted in place": np.sort(before["action"].to_numpy())},
        )
