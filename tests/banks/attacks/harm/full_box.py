"""Tries: hands in so much data that it does not fit into the folder that its worker may write.
Must: it is refused or lost: its points, not those of others.
Exercise: lesson_05_datasets/baseline
Stage: pad lesson_05_datasets/a.bin 16000000
Stage: pad lesson_05_datasets/b.bin 16000000
Stage: pad lesson_05_datasets/c.bin 16000000
Stage: pad lesson_06_mlps/d.bin 16000000
"""


def majority_class_accuracy(train, test):
    return -1.0
