"""Learning curves of known shape, and what wrong rules say of them."""

import math
from collections.abc import Callable
from typing import NamedTuple

EPOCHS = 60
UNDERFITTING, OVERFITTING, GOOD_FIT = "underfitting", "overfitting", "good fit"


def approach(start, end):
    """Make a curve that falls or rises from start towards end and flattens."""
    return [end + (start - end) * math.exp(-epoch / 6) for epoch in range(EPOCHS)]


def fall_and_rise(lowest, end, start=0.69):
    """Make a curve that falls to `lowest` in the first third, stays there, and rises to `end` in the last third."""
    third = EPOCHS // 3
    falling = approach(start, lowest)[:third] + [lowest] * third
    return falling + [lowest + (end - lowest) * (epoch + 1) / third for epoch in range(third)]


LEARNT = approach(0.5, 0.98)
FITTED = approach(0.69, 0.2)


CURVES = {
    "train_loss": approach(0.69, 0.15),
    "train_accuracy": LEARNT,
    "test_loss": FITTED,
    "test_accuracy": approach(0.5, 0.93),
}
"""The curves of a network that fits well."""

DEFAULTS = {"window": 10, "enough_accuracy": 0.8, "tolerated_rise": 0.25}


class Case(NamedTuple):
    """A history's curves by name, the options that `diagnose` gets with it, and the right answer."""

    name: str
    answer: str
    curves: dict
    options: dict


def make_case(name, answer, options=None, **curves):
    """Make a case; curves that are not given are those of a network that fits well."""
    return Case(name, answer, CURVES | curves, options or {})


def smooth(curve, window):
    window = min(window, len(curve))
    return [sum(curve[end - window : end]) / window for end in range(window, len(curve) + 1)]


def rough(curve, _window):
    return curve


def last(curve):
    return curve[-1]


def has_risen(loss, rise, _case):
    return last(loss) > (1 + rise) * min(loss)


def has_not_learnt(accuracy, enough):
    return last(accuracy) < enough


class Rule(NamedTuple):
    """The rules of `diagnose`, by default as they should be; each field is one thing that may go wrong."""

    accuracy: str = "train_accuracy"
    loss: str = "test_loss"
    smooth_accuracy: Callable = smooth
    smooth_loss: Callable = smooth
    underfits: Callable = has_not_learnt
    overfits: Callable = has_risen
    overfitting_first: bool = False
    answers: tuple = (UNDERFITTING, OVERFITTING, GOOD_FIT)
    ignored: tuple = ()

    def answers_to(self, cases):
        """Say what a function with these rules answers in each case."""
        return [self._answer_to(case) for case in cases]

    def _answer_to(self, case):
        options = DEFAULTS | {name: value for name, value in case.options.items() if name not in self.ignored}
        accuracy = self.smooth_accuracy(case.curves[self.accuracy], options["window"])
        loss = self.smooth_loss(case.curves[self.loss], options["window"])
        underfits = self.underfits(accuracy, options["enough_accuracy"])
        overfits = self.overfits(loss, options["tolerated_rise"], case)
        if overfits and (self.overfitting_first or not underfits):
            return self.answers[1]
        return self.answers[0] if underfits else self.answers[2]


WRONG_RULES = {
    "the curves are not smoothed": Rule(smooth_accuracy=rough, smooth_loss=rough),
    "the training accuracy is not smoothed": Rule(smooth_accuracy=rough),
    "the test loss is not smoothed": Rule(smooth_loss=rough),
    "underfitting and overfitting are confused": Rule(answers=(OVERFITTING, UNDERFITTING, GOOD_FIT)),
    "overfitting and a good fit are confused: is a comparison turned round?": Rule(
        answers=(UNDERFITTING, GOOD_FIT, OVERFITTING)
    ),
    "underfitting and a good fit are confused: underfitting is an accuracy below enough_accuracy": Rule(
        underfits=lambda accuracy, enough: last(accuracy) > enough
    ),
    "overfitting is asked for first: whatever the test loss does, a low training accuracy is underfitting": Rule(
        overfitting_first=True
    ),
    "the test accuracy tells whether it underfits; it has to be the training accuracy": Rule(
        accuracy="test_accuracy"
    ),
    "the training loss tells whether it overfits; it has to be the test loss": Rule(loss="train_loss"),
    "a gap between training and test loss is taken for overfitting": Rule(
        overfits=lambda loss, rise, case: last(loss) > (1 + rise) * last(case.curves["train_loss"])
    ),
    "the best training accuracy decides, not the last": Rule(
        underfits=lambda accuracy, enough: max(accuracy) < enough
    ),
    "the first training accuracy decides, not the last": Rule(
        underfits=lambda accuracy, enough: accuracy[0] < enough
    ),
    "the last training accuracy but one decides, not the last": Rule(
        underfits=lambda accuracy, enough: accuracy[-2] < enough
    ),
    "the last test loss is compared with the first, not with the lowest": Rule(
        overfits=lambda loss, rise, _: last(loss) > (1 + rise) * loss[0]
    ),
    "the last test loss is compared with the lowest of the last few epochs, not of all": Rule(
        overfits=lambda loss, rise, _: last(loss) > (1 + rise) * min(loss[-10:])
    ),
    "any rise since the epoch before is taken for overfitting": Rule(
        overfits=lambda loss, _rise, _: last(loss) > loss[-2]
    ),
    "any rise above the lowest test loss is taken for overfitting, however small": Rule(
        overfits=lambda loss, _rise, _: last(loss) > min(loss)
    ),
    "the highest test loss is compared with the lowest; it has to be the last": Rule(
        overfits=lambda loss, rise, _: max(loss) > (1 + rise) * min(loss)
    ),
    "the last test loss is compared with the highest, or the one before it, not with the lowest": Rule(
        overfits=lambda loss, rise, _: last(loss) > (1 + rise) * max(loss)
    ),
    "tolerated_rise is added to the lowest test loss; it is a fraction of it": Rule(
        overfits=lambda loss, rise, _: last(loss) > min(loss) + rise
    ),
    "the lowest test loss is multiplied by tolerated_rise instead of 1 + tolerated_rise": Rule(
        overfits=lambda loss, rise, _: last(loss) > rise * min(loss)
    ),
    "a gap between training and test accuracy is taken for overfitting": Rule(
        overfits=lambda _loss, rise, case: (
            (1 + rise) * last(case.curves["test_accuracy"]) < last(case.curves["train_accuracy"])
        )
    ),
    "the smoothed test loss is compared with the lowest of the unsmoothed one": Rule(
        overfits=lambda loss, rise, case: last(loss) > (1 + rise) * min(case.curves["test_loss"])
    ),
    "the window is not handed on": Rule(ignored=("window",)),
    "enough_accuracy is ignored": Rule(ignored=("enough_accuracy",)),
    "tolerated_rise is ignored": Rule(ignored=("tolerated_rise",)),
    "window, enough_accuracy and tolerated_rise are ignored": Rule(
        ignored=("window", "enough_accuracy", "tolerated_rise")
    ),
    "an accuracy of just enough_accuracy counts as too low": Rule(
        underfits=lambda accuracy, enough: last(accuracy) <= enough
    ),
    "a rise of just tolerated_rise counts as too much": Rule(
        overfits=lambda loss, rise, _: last(loss) >= (1 + rise) * min(loss)
    ),
}


TOLD_APART = (
    make_case("70 % on the training samples, flat losses", UNDERFITTING, train_accuracy=approach(0.5, 0.7),
        test_accuracy=approach(0.5, 0.68), train_loss=approach(0.69, 0.58), test_loss=approach(0.69, 0.6)),
    make_case("98 % on the training samples, a test loss that triples", OVERFITTING, test_loss=fall_and_rise(0.2, 0.6)),
    make_case("98 % on the training samples, flat losses", GOOD_FIT),
    make_case("a test loss well above the training loss, but flat", GOOD_FIT, train_loss=approach(0.69, 0.02)),
    make_case("98 % on the training samples, 75 % on the test samples, flat losses", GOOD_FIT,
        test_accuracy=approach(0.5, 0.75)),
    make_case("90 % on the training samples in the middle, 60 % at the end", UNDERFITTING,
        train_accuracy=[1 - loss for loss in fall_and_rise(0.1, 0.4, start=0.5)]),
    make_case("a training loss that triples, a flat test loss", GOOD_FIT, train_loss=fall_and_rise(0.1, 0.3)),
    make_case("a test loss that rises far above its first value and stays there", OVERFITTING,
        test_loss=[*fall_and_rise(0.2, 1.2, start=0.3)[::3], *[1.2] * 40]),
    make_case("a test loss that rises by 5 %", GOOD_FIT, test_loss=fall_and_rise(0.2, 0.213)),
    make_case("a test loss that hardly moves at all", GOOD_FIT, train_loss=approach(0.69, 0.3),
        test_loss=[*approach(0.22, 0.2)[:20], *[0.21] * 40]),
)  # fmt: skip
"""Clear cases, and such in which something looks bad that does not count."""

SINGLE_EPOCHS = (
    make_case("the test loss jumps up in the last epoch", GOOD_FIT, test_loss=[*FITTED[:-1], 0.6]),
    make_case(
        "the test loss jumps down in one epoch", GOOD_FIT, test_loss=[*FITTED[:20], 0.05, *FITTED[21:]]
    ),
    make_case("the training accuracy drops in the last epoch", GOOD_FIT, train_accuracy=[*LEARNT[:-1], 0.6]),
)

RISING = fall_and_rise(0.2, 0.3)
MIDDLING = {"train_accuracy": approach(0.5, 0.7), "test_loss": fall_and_rise(0.2, 0.6)}
THRESHOLDS = (
    make_case("the test loss rises by 39 %", OVERFITTING, test_loss=RISING),
    make_case("the test loss rises by 39 %, tolerated_rise=0.6", GOOD_FIT, {"tolerated_rise": 0.6}, test_loss=RISING),
    make_case("98 % on the training samples, enough_accuracy=0.99", UNDERFITTING, {"enough_accuracy": 0.99}),
    make_case("70 % on the training samples, and a test loss that triples", UNDERFITTING, **MIDDLING),
    make_case("the same with enough_accuracy=0.6", OVERFITTING, {"enough_accuracy": 0.6}, **MIDDLING),
    make_case("a jump in the last epoch, window=1", OVERFITTING, {"window": 1}, test_loss=[*FITTED[:-1], 0.6]),
    make_case("90 % on the training samples, and 50 % in the last epoch, window=1", UNDERFITTING, {"window": 1},
        train_accuracy=[*[0.9] * (EPOCHS - 1), 0.5]),
    # On the threshold itself: a window of 1 and binary fractions, so that nobody's way to average is rounded.
    make_case("75 % on the training samples, enough_accuracy=0.75", GOOD_FIT, {"window": 1, "enough_accuracy": 0.75},
        train_accuracy=[0.75] * EPOCHS),
    make_case("the test loss rises from 0.5 to 0.625, by just 0.25 of 0.5", GOOD_FIT, {"window": 1},
        test_loss=[0.75, *[0.5] * 30, *[0.625] * 29]),
)  # fmt: skip
