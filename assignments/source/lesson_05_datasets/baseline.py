"""The score that every model has to beat: always guess the most frequent action."""

import pandas as pd

from lesson_05_datasets.demonstrations import LABEL


def majority_class_accuracy(train: pd.DataFrame, test: pd.DataFrame) -> float:
    """Score the simplest classifier of all: the action that is most frequent in train, for every sample.

    Without this number an accuracy says little: if the policy goes right in 90 % of all states, then a
    model with 88 % has learnt less than nothing.  The guess is learnt from train alone; test only measures.

    Args:
        train: demonstrations to take the most frequent action from; if two are equally frequent, the
            smaller one counts.
        test: demonstrations to measure with.

    Returns:
        The fraction of the rows of test with that action, between 0 and 1.  Neither table is changed.

    """
    raise NotImplementedError("lesson_05_datasets/baseline.py: write majority_class_accuracy")
