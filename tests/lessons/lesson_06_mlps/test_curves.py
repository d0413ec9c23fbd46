"""Checks of curves.py: reading learning curves."""

from autograder.checks import check, expect, expect_close, expect_equal, expect_raises

from .fingerprints_curves import (
    GOOD_FIT,
    OVERFITTING,
    SINGLE_EPOCHS,
    THRESHOLDS,
    TOLD_APART,
    UNDERFITTING,
    WRONG_RULES,
)

MODULE = "lesson_06_mlps.curves"


@check(points=1)
def test_the_moving_average_of_neighbours(submission):
    """The moving average is the mean of each `window` neighbours.

    The check averages two short curves. Value number i of the result is the mean of the curve's values from i to
    i + window - 1; a window that would reach beyond the curve is left out.
    """
    moving_average = submission[MODULE].moving_average
    expect_close(
        moving_average([1.0, 2.0, 6.0, 4.0, -7.0], 3),
        [3, 4, 1],
        of="moving_average([1, 2, 6, 4, -7], window=3)",
        diagnoses={
            "the last window is missing": [3, 4],
            "the first window is missing": [4, 1],
            "windows overlap the end of the curve and are shorter there": [3, 4, 1, -1.5, -7],
            "windows overlap the start of the curve and are shorter there": [1, 1.5, 3, 4, 1],
            "windows overlap both ends of the curve and are shorter there": [1.5, 3, 4, 1, -1.5],
            "windows overlap both ends of the curve, which is filled up with zeros (mode='same')": [
                1, 3, 4, 1, -1
            ],
            "windows overlap both ends of the curve, which is filled up with zeros (mode='full')": [
                1 / 3, 1, 3, 4, 1, -1, -7 / 3
            ],
            "the windows do not overlap each other": [3],
            "the windows do not overlap each other, and the last is shorter": [3, -1.5],
            "the sums are not divided by the window": [9, 12, 3],
            "the sums are divided by the length of the curve": [1.8, 2.4, 0.6],
            "each window is one value too long": [3.25, 1.25],
            "each window is one value too short": [1.5, 4, 5, -1.5],
            "the first value of each window is missing in its sum": [8 / 3, 10 / 3, -1],
            "the last value of each window is missing in its sum": [1, 8 / 3, 10 / 3],
            "the mean of all values so far is taken, not that of the window": [1, 1.5, 3, 3.25, 1.2],
            "the mean of the whole curve is taken": 1.2,
            "the median of each window is taken, not its mean": [2, 4, 4],
            "only the last window is returned: is the list made anew in each turn?": [1],
            "the means come in reverse order": [1, 4, 3],
        },
    )  # fmt: skip
    expect_close(
        moving_average([0.5, 1.0, 0.25, 0.75], 2),
        [0.75, 0.625, 0.5],
        of="moving_average([0.5, 1, 0.25, 0.75], window=2)",
        diagnoses={"the means are rounded down: use / instead of //": [0, 0, 0]},
    )
    expect_close(moving_average([3.0, 5.0], 1), [3, 5], of="moving_average([3, 5], window=1)")


@check(points=1, after=["test_the_moving_average_of_neighbours"])
def test_a_short_curve_is_averaged_as_a_whole(submission):
    """A curve shorter than the window gives its mean; an empty curve or window is refused.

    The check averages three values with a window of 10, then asks for what cannot be averaged. A young training has
    few epochs, and should be readable all the same; a mean of no values does not exist.
    """
    moving_average = submission[MODULE].moving_average
    expect_close(
        moving_average([1.0, 2.0, 6.0], 10),
        [3],
        of="moving_average([1, 2, 6], window=10)",
        diagnoses={
            "the window is not shortened to the curve: nothing is left": [],
            "the sum is divided by the window, which is longer than the curve": [0.9],
            "a short curve is returned as it is": [1, 2, 6],
            "the mean of a short curve is repeated for each value": [3, 3, 3],
            "the mean of a short curve is no list": 3,
            "only the last value of a short curve is returned": [6],
        },
    )
    for values, window in ([], 3), ([1.0, 2.0], 0), ([1.0, 2.0], -1):
        with expect_raises("ValueError", of=f"moving_average({values}, window={window})"):
            moving_average(values, window)


def check_answers(submission, cases, passed=()):
    """Expect the right answer for each case; all answers together tell which rule is wrong.

    Of the wrong rules, those do not come into question that fail at cases which have `passed` before.
    """
    module = submission[MODULE]
    make_history = submission["lesson_06_mlps.training"].History
    answers = [module.diagnose(make_history(**case.curves), **case.options) for case in cases]
    causes = [cause for cause, rule in WRONG_RULES.items() if rule.answers_to(cases) == answers]
    causes = [
        cause for cause in causes if WRONG_RULES[cause].answers_to(passed) == [case.answer for case in passed]
    ]
    for case, answer in zip(cases, answers, strict=True):
        of = f"diagnose(history): {case.name}"
        expect(
            answer is None or (isinstance(answer, str) and answer in {UNDERFITTING, OVERFITTING, GOOD_FIT}),
            of=of,
            expected=case.answer,
            got=answer,
            likely="the answer is none of UNDERFITTING, OVERFITTING and GOOD_FIT",
        )
        expect_equal(answer, case.answer, of=of, diagnoses=dict.fromkeys(causes[:1], answer))


@check(points=2, after=["test_the_moving_average_of_neighbours"])
def test_three_clear_cases(submission):
    """Underfitting, overfitting and a good fit are told apart.

    The check shows three clear cases, and others in which something looks bad that does not count. The training
    accuracy at the end tells whether a network underfits; the test loss at the end, compared with its lowest value,
    whether it overfits. A gap between training and test alone is no overfitting.
    """
    check_answers(submission, TOLD_APART)


@check(points=1, after=["test_three_clear_cases"])
def test_a_single_epoch_decides_nothing(submission):
    """Single epochs that jump up or down change nothing: the curves are smoothed.

    The check puts one epoch out of line: in the test loss at the end or in the middle, or in the training accuracy at
    the end. With moving averages over 10 epochs, all three remain good fits.
    """
    check_answers(submission, SINGLE_EPOCHS, passed=TOLD_APART)


@check(points=1, after=["test_three_clear_cases"])
def test_the_thresholds_can_be_chosen(submission):
    """The thresholds and the window are those that are passed, and underfitting is asked for first.

    The check passes other thresholds, and values that lie on them. Underfitting is an accuracy below enough_accuracy;
    overfitting is a test loss of more than (1 + tolerated_rise) times the lowest.
    """
    check_answers(submission, THRESHOLDS, passed=TOLD_APART)
