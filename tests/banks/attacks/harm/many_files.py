"""Tries: hands in five thousand files.
Must: they are refused as too many.
Exercise: lesson_05_datasets/baseline
Stage: many lesson_05_datasets 5000
"""


def majority_class_accuracy(train, test):
    return -1.0
