"""A deque holds the window and its sum runs along; a curve of its own kind is smoothed by accumulating."""

from collections import deque


class NothingToAverageError(ValueError):
    """The curve or the window is empty."""


UNDERFITTING, OVERFITTING, GOOD_FIT = "underfitting", "overfitting", "good fit"


def moving_average(values, window):
    if window < 1:
        raise NothingToAverageError(f"a window of {window}")
    if not len(values):
        raise NothingToAverageError("an empty curve")
    kept = deque(maxlen=min(window, len(values)))
    total, means = 0.0, []
    for value in values:
        if len(kept) == kept.maxlen:
            total -= kept[0]
        kept.append(value)
        total += value
        if len(kept) == kept.maxlen:
            means.append(total / len(kept))
    return means


def diagnose(history, window=10, enough_accuracy=0.8, tolerated_rise=0.25, *, notes=None):
    *_, last_accuracy = moving_average(history.train_accuracy, window)
    *earlier, last_loss = moving_average(history.test_loss, window)
    lowest = min([last_loss, *earlier])
    if notes is not None:
        notes.append((last_accuracy, lowest, last_loss))
    if last_accuracy >= enough_accuracy:
        return OVERFITTING if last_loss - lowest > tolerated_rise * lowest else GOOD_FIT
    return UNDERFITTING
