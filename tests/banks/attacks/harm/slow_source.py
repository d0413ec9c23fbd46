# coding: unicode_escape
r"""Tries: hands in a source that Python reads as one long string, and everybody else as code that takes a minute to parse.
Must: a judge that looks for a line in it does no more work than the deadline allows.
Exercise: lesson_05_datasets/baseline
Stage: expressions lesson_05_datasets/baseline.py 300000
"""


def majority_class_accuracy(train, test):
    return -1.0
