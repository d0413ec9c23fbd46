r"""Tries: hands in files whose names hold control characters, escapes, line ends, dots, and bytes that are no UTF-8.
Must: names are shown as harmless text, or not at all.
Exercise: lesson_05_datasets/baseline
Stage: file "lesson_05_datasets/\x1b[2J\x1b]0;owned\x07.py"
Stage: file "lesson_05_datasets/a\nb\r.py"
Stage: file "lesson_05_datasets/\u202egnp.py"
Stage: file "lesson_05_datasets/\udcff\udcfe.py"
Stage: file "lesson_05_datasets/.. .py"
Stage: file "lesson_05_datasets/-rf *"
Stage: file "lesson_05_datasets/=cmd|x.py"
"""


def majority_class_accuracy(train, test):
    return -1.0
