"""Tries: answers all the questions to come while it is imported, with every number that is likely.
Must: questions have numbers that nobody can guess; an answer to none ends the worker.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

from lesson_05_datasets import wire

for number in (*range(1, 20), wire.request() + 1, wire.request() ^ 1):
    wire.send(wire.frame([number, "value", 0.7]))


def majority_class_accuracy(train, test):
    return -1.0
