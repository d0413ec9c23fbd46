"""Tries: sleeps beyond its deadline, in a new thread for each signal, with the clock set back.
Must: the judge's clock is another one.
Exercise: lesson_05_datasets/baseline
"""

import time

time.monotonic = time.time = time.perf_counter = lambda: 0.0


def majority_class_accuracy(train, test):
    while True:
        time.sleep(600)
