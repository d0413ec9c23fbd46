"""Tries: names handles that nobody gave: of numbers to come, negative ones, and objects of the judge that were never lent.
Must: a handle is only a number to ask for; objects that were never lent are not found.
Exercise: lesson_05_datasets/baseline
Variants: 7
Stage: wire
"""

from lesson_05_datasets import wire

VARIANT = 0

NAMES = [
    ["lent", 0],
    ["lent", -1],
    ["lent", 10**12],
    ["handle", 10**6, "float"],
    ["handle", -1, "float"],
    ["lent", True],
    ["lent", 0.0],
]


def majority_class_accuracy(train, test):
    wire.answer(NAMES[VARIANT])
