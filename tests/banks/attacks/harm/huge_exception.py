"""Tries: raises an exception with a text of a hundred megabytes, from a hundred others, with a name as long.
Must: what crosses of an exception is short.
Exercise: lesson_05_datasets/baseline
"""

Long = type("L" * 10**6, (ValueError,), {"__str__": lambda _: "\x1b[31mtoo long " * 10**7})


def majority_class_accuracy(train, test):
    error = Long("x" * 10**8)
    for _ in range(100):
        error.__cause__, error = Long("y" * 10**6), error
        error.add_note("z" * 10**6)
    raise error
