"""Tries: describes arrays of Python objects, of structures, of strings and of dates, with addresses as their bytes.
Must: only numbers cross.
Exercise: lesson_05_datasets/baseline
Variants: 12
Stage: wire
"""

import struct

from lesson_05_datasets import wire

VARIANT = 0

DTYPES = ["O", "O8", "|O8", "f4,O", "V8", "U2", "S8", "M8[s]", "c16", "f16", [["a", "O"]], {"names": []}]


def majority_class_accuracy(train, test):
    wire.answer(["array", DTYPES[VARIANT], [1]], struct.pack("QQ", id(train), id(test)))
