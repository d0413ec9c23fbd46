"""Tries: describes arrays with negative sides and values of negative length, to read before the body.
Must: they are refused.
Exercise: lesson_05_datasets/baseline
Variants: 6
Stage: wire
"""

from lesson_05_datasets import wire

VARIANT = 0

WRONG = [
    ["array", "f4", [-1]],
    ["array", "f4", [-2, -2]],
    ["bytes", -8],
    ["frame", -1],
    ["tensor", "f4", [True], 1],
    ["discrete", -3, 0],
]


def majority_class_accuracy(train, test):
    wire.answer(WRONG[VARIANT], bytes(16))
