"""Pandas rolls a window over the curves; `diagnose` smooths both in one table and does without moving_average."""

import pandas as pd

UNDERFITTING = "underfitting"
OVERFITTING = "overfitting"
GOOD_FIT = "good fit"


def moving_average(values, window):
    if len(values) == 0:
        raise ValueError("the curve is empty")
    if window < 1:
        raise ValueError("the window is empty")
    return list(pd.Series(values).rolling(min(window, len(values))).mean().dropna())


def diagnose(history, window=10, enough_accuracy=0.8, tolerated_rise=0.25):
    table = pd.DataFrame({"accuracy": history.train_accuracy, "loss": history.test_loss})
    smooth = table.rolling(min(window, len(table))).mean().dropna()
    end = smooth.iloc[-1]
    if end["accuracy"] < enough_accuracy:
        return "underfitting"
    risen = end["loss"] > smooth["loss"].min() * (tolerated_rise + 1)
    return "overfitting" if risen else "good fit"
