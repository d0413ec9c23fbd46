"""Tries: sends half a frame and falls silent.
Must: the check ends at its deadline.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

import time

from lesson_05_datasets import wire


def majority_class_accuracy(train, test):
    wire.send(wire.frame([wire.request(), "value", 0.7])[:-3])
    time.sleep(60)
