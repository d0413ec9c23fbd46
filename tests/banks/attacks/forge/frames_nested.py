"""Tries: sends headers that nest a million deep, as lists, as dictionaries and as values.
Must: the judge does not recurse as deep as a student wishes.
Exercise: lesson_05_datasets/baseline
Variants: 3
Stage: wire
"""

from lesson_05_datasets import wire

VARIANT = 0

SHAPES = [b"\x91" * 10**6 + b"\xc0", b"\x81\xa1x" * 10**6 + b"\xc0", None]


def majority_class_accuracy(train, test):
    written = 0.7
    for _ in range(400):
        written = ["list", written]
    wire.send(wire.frame(SHAPES[VARIANT] or [wire.request(), "value", written]))
    return -1.0
