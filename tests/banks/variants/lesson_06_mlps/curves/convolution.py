"""NumPy convolves the curve with a window; the rules stand in a table of conditions."""

import numpy as np

UNDERFITTING = "underfitting"
OVERFITTING = "overfitting"
GOOD_FIT = "good fit"


def moving_average(values, window):
    curve = np.asarray(values, dtype=float)
    if curve.size == 0 or window <= 0:
        raise ValueError("nothing to average")
    width = min(int(window), curve.size)
    return np.convolve(curve, np.ones(width) / width, mode="valid").tolist()


def diagnose(history, window=10, enough_accuracy=0.8, tolerated_rise=0.25):
    accuracy = np.array(moving_average(history.train_accuracy, window))
    loss = np.array(moving_average(history.test_loss, window))
    rules = [
        (accuracy[-1] < enough_accuracy, UNDERFITTING),
        (loss[-1] / loss.min() - 1 > tolerated_rise, OVERFITTING),
        (True, GOOD_FIT),
    ]
    return next(verdict for applies, verdict in rules if applies)
