"""Tries: answers with a million tiny arrays, each of which has to be built on its own.
Must: the judge does no more work for an answer than its deadline allows.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

from lesson_05_datasets import wire


def majority_class_accuracy(train, test):
    wire.answer(["list", *[["array", "u1", [0]]] * 600_000])
