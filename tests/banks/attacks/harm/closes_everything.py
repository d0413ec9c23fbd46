"""Tries: closes every descriptor, or puts others in their place, and goes on.
Must: the judge sees that the connection is gone, at once or at the deadline.
Exercise: lesson_05_datasets/baseline
"""

import os
import time


def majority_class_accuracy(train, test):
    for descriptor in range(3, 64):
        try:
            os.dup2(os.open("/dev/zero", os.O_RDWR), descriptor)
        except OSError:
            continue
    os.closerange(0, 4096)
    time.sleep(60)
