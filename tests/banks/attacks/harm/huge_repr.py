"""Tries: returns objects whose names, text and format are endless.
Must: a report shows a short line, and no code of the student makes it.
Exercise: lesson_05_datasets/baseline
"""


def majority_class_accuracy(train, test):
    kind = type(
        "\x1b[2J\u202e" + "N" * 10**7,
        (),
        {"__repr__": lambda _: "r" * 10**9, "__str__": lambda _: "s" * 10**9},
    )
    return kind()
