"""Tries: hands in folders that lie inside each other a hundred deep, and a name as long as can be.
Must: they are refused, or not descended into.
Exercise: lesson_05_datasets/baseline
Stage: nest lesson_05_datasets 100
Stage: longest lesson_05_datasets
"""


def majority_class_accuracy(train, test):
    return -1.0
