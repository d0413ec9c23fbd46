"""Checks of baseline.py: the accuracy that every model has to beat."""

import numpy as np
import pandas as pd

from autograder.checks import check, expect_close

MODULE = "lesson_05_datasets.baseline"


def table(*actions):
    """Make a table with these actions; the states do not matter."""
    frame = pd.DataFrame(np.ones((len(actions), 4), dtype=np.float32), columns=["s1", "s2", "s3", "s4"])
    frame["action"] = np.array(actions, dtype=np.int64)
    return frame


@check(points=1)
def test_the_accuracy_of_the_majority_class(submission):
    """The accuracy is the share of the majority class among the test samples."""
    score = submission[MODULE].majority_class_accuracy(
        table(1, 1, 1, 1, 0), table(1, 1, 1, 1, 1, 1, 1, 0, 0, 0)
    )
    expect_close(
        score,
        0.7,
        of="majority_class_accuracy(train with 4 of 5 ones, test with 7 of 10 ones)",
        diagnoses={
            "the samples are counted, but not divided by their number": 7,
            "the accuracy is measured on train": 0.8,
            "the share of wrong answers is returned": 0.3,
            "the result is in percent": 70,
            "the majority class itself is returned": 1,
            "the difference of the shares is returned": 0.1,
        },
    )


@check(points=1, after=["test_the_accuracy_of_the_majority_class"])
def test_the_majority_may_be_action_0(submission):
    """The most frequent action may be 0."""
    score = submission[MODULE].majority_class_accuracy(table(0, 0, 0, 1), table(0, 0, 1, 1, 1, 0, 0, 0, 0, 0))
    expect_close(
        score,
        0.7,
        of="majority_class_accuracy(train with 3 of 4 zeros, test with 7 of 10 zeros)",
        diagnoses={"the share of action 1 is returned, whatever the majority does": 0.3},
    )


@check(points=1, after=["test_the_accuracy_of_the_majority_class"])
def test_the_majority_is_learnt_from_train(submission):
    """The guess is learnt from train alone; test only measures."""
    score = submission[MODULE].majority_class_accuracy(table(1, 1, 1, 0), table(0, 0, 0, 0, 1))
    expect_close(
        score,
        0.2,
        of="majority_class_accuracy(train with 3 of 4 ones, test with 4 of 5 zeros)",
        diagnoses={
            "the majority is taken from test, which peeks at the answers": 0.8,
            "the majority is taken from both tables together": 4 / 5,
            "the accuracy is measured on train": 0.75,
        },
        hint="The majority in train may be a minority in test: then the score is below one half.",
    )


@check(points=1, after=["test_the_majority_may_be_action_0", "test_the_majority_is_learnt_from_train"])
def test_a_tie_goes_to_the_smaller_action(submission):
    """If two actions are equally frequent in train, the smaller one counts."""
    majority_class_accuracy = submission[MODULE].majority_class_accuracy
    test = table(1, 0, 1, 1)
    expect_close(
        [majority_class_accuracy(table(1, 0), test), majority_class_accuracy(table(0, 1, 1, 0), test)],
        [0.25, 0.25],
        of="majority_class_accuracy(train with as many zeros as ones, test with 1 of 4 zeros)",
        diagnoses={
            "the larger action wins a tie": [0.75, 0.75],
            "the action that comes first in train wins a tie": [0.75, 0.25],
        },
    )
