"""Tries: hands in a source that compiles, and that whoever parses it to find a line cannot parse.
Must: a judge that cannot read the source shows no line; it neither crashes nor waits.
Exercise: lesson_05_datasets/baseline
Stage: deep lesson_05_datasets/baseline.py 2800
"""


def majority_class_accuracy(train, test):
    return -1.0
