"""Tries: announces frames of four gigabytes, and of exactly as much as is allowed.
Must: no memory is taken for what is not allowed, and what never comes is waited for until the deadline at most.
Exercise: lesson_05_datasets/baseline
Stage: wire
Variants: 2
"""

import time

from lesson_05_datasets import wire

VARIANT = 0


def majority_class_accuracy(train, test):
    wire.send(wire.frame(b"", lengths=[(2**32 - 1, 2**32 - 1), (8 << 20, 256 << 20)][VARIANT]))
    time.sleep(60)
