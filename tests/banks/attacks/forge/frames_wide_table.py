"""Tries: describes a table of half a million empty columns, which takes minutes to build.
Must: the judge does no more work for an answer than its deadline allows.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

from lesson_05_datasets import wire


def majority_class_accuracy(train, test):
    wire.answer(["frame", 0, *[[None, ["list"]]] * 500_000])
