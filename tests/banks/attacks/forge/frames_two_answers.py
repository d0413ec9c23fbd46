"""Tries: answers the question in hand twice, with different values, before the worker answers it a third time.
Must: one answer counts, and it is wrong; those left over are no answers to anything.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

from lesson_05_datasets import wire


def majority_class_accuracy(train, test):
    wire.answer(0.3)
    wire.answer(0.7 - 1)
    return 0.7 - 2
