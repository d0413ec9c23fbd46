"""Checks of curves.py: reading learning curves."""

import math

from autograder.checks import check, expect_close, expect_equal, expect_raises

MODULE = "lesson_06_mlps.curves"
EPOCHS = 60


def make_history(submission, train_accuracy, test_loss, train_loss=None):
    """Make a history from these curves; what `diagnose` does not ask for is filled in."""
    return submission["lesson_06_mlps.training"].History(
        train_loss=train_loss or [1 - value for value in train_accuracy],
        train_accuracy=list(train_accuracy),
        test_loss=list(test_loss),
        test_accuracy=[value - 0.02 for value in train_accuracy],
    )


def approach(start, end, epochs=EPOCHS):
    """Make a curve that falls or rises from start towards end and flattens."""
    return [end + (start - end) * math.exp(-epoch / 6) for epoch in range(epochs)]


def fall_and_rise(lowest, end):
    """Make a curve that falls from 0.69 to `lowest` in the first third and rises to `end` from there."""
    third = EPOCHS // 3
    falling = approach(0.69, lowest, third) + [lowest] * third
    return falling + [lowest + (end - lowest) * (epoch + 1) / third for epoch in range(third)]


LEARNT = approach(0.5, 0.98)


@check(points=1)
def test_the_moving_average_of_neighbours(submission):
    """The moving average is the mean of each `window` neighbours."""
    moving_average = submission[MODULE].moving_average
    expect_close(
        moving_average([1.0, 2.0, 6.0, 4.0, -7.0], 3),
        [3, 4, 1],
        of="moving_average([1, 2, 6, 4, -7], window=3)",
        diagnoses={
            "the last window is missing": [3, 4],
            "windows overlap the end of the curve and are shorter there": [3, 4, 1, -1.5, -7],
            "windows overlap the start of the curve and are shorter there": [1, 1.5, 3, 4, 1],
            "the windows do not overlap each other": [3, -1.5],
            "the sums are not divided by the window": [9, 12, 3],
        },
    )
    expect_close(moving_average([3.0, 5.0], 1), [3, 5], of="moving_average([3, 5], window=1)")


@check(points=1, after=["test_the_moving_average_of_neighbours"])
def test_a_short_curve_is_averaged_as_a_whole(submission):
    """A curve shorter than the window gives its mean; an empty curve or window is refused."""
    moving_average = submission[MODULE].moving_average
    expect_close(
        moving_average([1.0, 2.0, 6.0], 10),
        [3],
        of="moving_average([1, 2, 6], window=10)",
        diagnoses={"the window is not shortened: nothing is left": [], "the sum is divided by 10": [0.9]},
    )
    for values, window in ([], 3), ([1.0, 2.0], 0):
        with expect_raises("ValueError", of=f"moving_average({values}, window={window})"):
            moving_average(values, window)


@check(points=2)
def test_three_clear_cases(submission):
    """Underfitting, overfitting and a good fit are told apart."""
    diagnose = submission[MODULE].diagnose
    histories = {
        "accuracy 0.7 on train, flat losses": make_history(
            submission, approach(0.5, 0.7), approach(0.69, 0.6)
        ),
        "accuracy 0.98 on train, rising test loss": make_history(submission, LEARNT, fall_and_rise(0.2, 0.6)),
        "accuracy 0.98 on train, flat losses": make_history(submission, LEARNT, approach(0.69, 0.2)),
    }
    wanted = ("underfitting", "overfitting", "good fit")
    for (case, history), answer in zip(histories.items(), wanted, strict=True):
        expect_equal(str(diagnose(history)), answer, of=f"diagnose(history): {case}")


@check(points=1, after=["test_three_clear_cases"])
def test_a_single_epoch_decides_nothing(submission):
    """Single epochs that jump up or down change nothing: the curves are smoothed."""
    diagnose = submission[MODULE].diagnose
    flat = approach(0.69, 0.2)
    up, down = [*flat[:-1], 0.6], [*flat[:20], 0.05, *flat[21:]]
    unlucky = [*LEARNT[:-1], 0.6]
    for case, history in {
        "the test loss jumps up in the last epoch": make_history(submission, LEARNT, up),
        "the test loss jumps down in one epoch": make_history(submission, LEARNT, down),
        "the training accuracy drops in the last epoch": make_history(submission, unlucky, flat),
    }.items():
        expect_equal(
            str(diagnose(history)),
            "good fit",
            of=f"diagnose(history): {case}",
            diagnoses={
                "one epoch decides: smooth the curves by moving_average first": "overfitting",
                "the last epoch alone decides: smooth the curves by moving_average first": "underfitting",
            },
        )


@check(points=1, after=["test_three_clear_cases"])
def test_the_thresholds_can_be_chosen(submission):
    """The thresholds and the window are those that are passed, and underfitting is asked for first."""
    diagnose = submission[MODULE].diagnose
    rising = make_history(submission, LEARNT, fall_and_rise(0.2, 0.3))
    middling = make_history(submission, approach(0.5, 0.7), fall_and_rise(0.2, 0.6))
    spike = make_history(submission, LEARNT, [*approach(0.69, 0.2)[:-1], 0.6])
    got = {
        "test loss up by 39 %, tolerated_rise=0.25": str(diagnose(rising)),
        "test loss up by 39 %, tolerated_rise=0.6": str(diagnose(rising, tolerated_rise=0.6)),
        "train accuracy 0.98, enough_accuracy=0.99": str(diagnose(rising, enough_accuracy=0.99)),
        "train accuracy 0.7 and rising test loss": str(diagnose(middling)),
        "the same, enough_accuracy=0.6": str(diagnose(middling, enough_accuracy=0.6)),
        "a jump in the last epoch, window=1": str(diagnose(spike, window=1)),
    }
    wanted = ("overfitting", "good fit", "underfitting", "underfitting", "overfitting", "overfitting")
    for (case, answer), right in zip(got.items(), wanted, strict=True):
        expect_equal(answer, right, of=f"diagnose(history, …): {case}")
