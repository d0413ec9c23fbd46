"""Loops over rows, without any method of pandas that counts or compares."""

import pandas as pd


def majority_class_accuracy(train: pd.DataFrame, test: pd.DataFrame) -> float:
    zeros, ones = 0, 0
    for row in train.itertuples():
        if row.action == 1:
            ones += 1
        else:
            zeros += 1
    guess = 1 if ones > zeros else 0
    right = 0
    for row in test.itertuples():
        if row.action == guess:
            right += 1
    return right / len(test)
