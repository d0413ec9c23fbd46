"""Tries: sends a frame byte by byte, so slowly that it would take an hour, but never silent for long.
Must: the deadline counts from the beginning of the check, not from the last byte.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

import time

from lesson_05_datasets import wire


def majority_class_accuracy(train, test):
    data = wire.frame([wire.request(), "value", ["bytes", 3600]], bytes(3600))
    for number in range(len(data)):
        wire.send(data[number : number + 1])
        time.sleep(0.2)
