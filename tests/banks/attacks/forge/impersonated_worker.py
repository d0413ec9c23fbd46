"""Tries: takes the connection over and answers every request itself, with what each check may want to hear.
Must: all it can say are values; those it would have to compute.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

import itertools

from lesson_05_datasets import wire

GUESSES = itertools.cycle([1.0, 0.5, 0.3, 0.8, True, ["list", 0.5, 0.5], None])


def majority_class_accuracy(train, test):
    wire.answer(next(GUESSES))
    while True:
        number, operation, *_ = wire.receive()
        value = ["handle", 1, "function"] if operation in {"module", "get"} else next(GUESSES)
        wire.send(wire.frame([number, "value", value]))
