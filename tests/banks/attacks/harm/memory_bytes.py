"""Tries: fills memory with byte strings, four megabytes at a time, so that no single one is refused.
Must: the limit is that of the worker, and nobody else runs short.
Exercise: lesson_05_datasets/baseline
"""


def majority_class_accuracy(train, test):
    kept = []
    while True:
        try:
            kept.append(bytearray(b"x") * (4 << 20))
        except MemoryError:
            continue
