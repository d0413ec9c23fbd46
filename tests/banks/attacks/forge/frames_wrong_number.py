"""Tries: answers with numbers that are not those of the question, of other types, or none at all.
Must: none of them is an answer; the check fails.
Exercise: lesson_05_datasets/baseline
Stage: wire
Variants: 10
"""

from lesson_05_datasets import wire

VARIANT = 0


def majority_class_accuracy(train, test):
    number = wire.request()
    wrong = (-1, 0, number + 1, str(number), float(number), None, True, [number], 2**63, {"number": number})
    wire.send(wire.frame([wrong[VARIANT], "value", 0.7]))
    return -1.0
