"""Tries: matches a regular expression that takes longer than the universe lasts, without ever looking at signals.
Must: the worker is killed at its deadline.
Exercise: lesson_05_datasets/baseline
"""

import re


def majority_class_accuracy(train, test):
    return float(bool(re.match(r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 200)))
