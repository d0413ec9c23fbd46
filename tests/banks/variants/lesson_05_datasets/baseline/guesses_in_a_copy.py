"""The guesses are written into a copy of the test table, and a merge-free comparison of two columns is averaged."""

import pandas as pd

from lesson_05_datasets.demonstrations import LABEL


def majority_class_accuracy(train: pd.DataFrame, test: pd.DataFrame, *, positive: int = 1) -> float:
    is_majority = train[LABEL].eq(positive).sum() * 2 > len(train)
    guessed = test.assign(guess=positive if is_majority else 1 - positive)
    return guessed.eval("guess == action").mean()
