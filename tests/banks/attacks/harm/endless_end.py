"""Tries: makes destructors, exit handlers and threads that keep the process from ending.
Must: nobody waits for a worker to end by itself.
Exercise: lesson_05_datasets/baseline
"""

import atexit
import threading
import time


class Clinging:
    def __del__(self):
        while True:
            time.sleep(1)


def forever():
    while True:
        time.sleep(1)


KEPT = [Clinging()]
KEPT.append(KEPT)
atexit.register(forever)
threading.Thread(target=forever).start()


def majority_class_accuracy(train, test):
    return -1.0
