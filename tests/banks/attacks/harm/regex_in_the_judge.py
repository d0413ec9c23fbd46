"""Tries: raises exceptions whose text makes the judge's own search for likely causes backtrack for ever.
Must: the judge searches in a short text, or with patterns that do not backtrack.
Exercise: lesson_05_datasets/baseline
"""


def majority_class_accuracy(train, test):
    raise AssertionError("(<class '" * 10**6 + "The size of tensor a " * 10**6)
