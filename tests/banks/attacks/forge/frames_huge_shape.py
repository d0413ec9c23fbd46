"""Tries: describes arrays of 10**18 numbers that are not there, some of them with a side of length 0.
Must: an array is as long as the bytes that came; nothing is allocated.
Exercise: lesson_05_datasets/baseline
Variants: 8
Stage: wire
"""

from lesson_05_datasets import wire

VARIANT = 0

SHAPES = [[10**9, 10**9], [0, 10**18], [2**62, 2**62, 4], [1] * 9, [2**31], [2**63], [2.0], ["4"]]


def majority_class_accuracy(train, test):
    wire.answer(["array", "f4", SHAPES[VARIANT]])
