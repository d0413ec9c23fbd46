"""Tries: lets a thread send further answers after its function has returned, and change what it returned.
Must: what crossed does not change, and answers without a question end the worker.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

import threading
import time

import numpy as np

from lesson_05_datasets import wire

RESULT = np.array(-1.0)


def meddle(number):
    for _ in range(200):
        RESULT[...] = 0.75
        time.sleep(0.005)
        wire.send(wire.frame([number, "value", 0.7]))


def majority_class_accuracy(train, test):
    threading.Thread(target=meddle, args=[wire.request()], daemon=True).start()
    return RESULT
