"""Tries: never returns, and swallows every exception.
Must: the worker is killed at its deadline.
Exercise: lesson_05_datasets/baseline
"""


def majority_class_accuracy(train, test):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
