"""Tries: starts threads until no more can be started, each of which keeps a core busy.
Must: threads are few, and end with the worker at its deadline.
Exercise: lesson_05_datasets/baseline
"""

import threading


def spin():
    while True:
        pass


def majority_class_accuracy(train, test):
    while True:
        try:
            threading.Thread(target=spin, daemon=True).start()
        except RuntimeError:
            continue
