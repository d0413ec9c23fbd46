"""Read learning curves: does the model underfit, overfit, or fit well?"""

from collections.abc import Sequence

from lesson_06_mlps.training import History

UNDERFITTING = "underfitting"
OVERFITTING = "overfitting"
GOOD_FIT = "good fit"


def moving_average(values: Sequence[float], window: int) -> list[float]:
    """Smooth a curve: the mean of each `window` values that follow each other.

    Args:
        values: the curve, one value for each epoch.
        window: the number of neighbours to average; a curve that is shorter is averaged as a whole.

    Returns:
        The means in order, from that of the first `window` values to that of the last `window` values:
        len(values) - window + 1 of them, or one if the curve is shorter than the window.

    Raises:
        ValueError: if the curve is empty or the window is less than 1.

    """
    raise NotImplementedError("lesson_06_mlps/curves.py: write moving_average")


def diagnose(
    history: History, window: int = 10, enough_accuracy: float = 0.8, tolerated_rise: float = 0.25
) -> str:
    """Tell from the learning curves how well a model's capacity fits the task.

    All curves are smoothed by `moving_average` first, since single epochs jump up and down.  Then the
    first rule that applies decides:

    1. *Underfitting*: at the end the accuracy on the training samples is below `enough_accuracy`.  The model
       cannot even repeat what it has seen: it needs more capacity, or more epochs.
    2. *Overfitting*: at the end the loss on the test samples is more than `tolerated_rise` above the lowest
       that it ever was; with 0.25, more than 1.25 times as high.  The model goes on to learn the training
       samples by heart at the cost of new ones: it needs more data, less capacity, or an earlier stop.
    3. *Good fit* otherwise.

    (Goodfellow, Bengio, Courville: *Deep Learning*, sections 5.2 and 7.8.)

    Args:
        history: the learning curves, at least one epoch.
        window: over how many epochs to smooth.
        enough_accuracy: what a model that is large enough reaches on the training samples.
        tolerated_rise: how far the test loss may rise, as a fraction of its lowest value.

    Returns:
        `UNDERFITTING`, `OVERFITTING` or `GOOD_FIT`.

    """
    raise NotImplementedError("lesson_06_mlps/curves.py: write diagnose")
