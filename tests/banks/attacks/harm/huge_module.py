"""Tries: hands in a module of thirty megabytes.
Must: it is refused as too large, or read and judged; nobody else waits for it.
Exercise: lesson_05_datasets/baseline
Stage: pad lesson_05_datasets/baseline.py 31457280
"""


def majority_class_accuracy(train, test):
    return -1.0
