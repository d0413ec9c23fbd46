"""Tries: leaves a daemon behind: forks twice, begins a session of its own, closes everything, and goes on for minutes.
Must: no process outlives its worker, nor begins at all.
Exercise: lesson_05_datasets/baseline
"""

import os
import time


def majority_class_accuracy(train, test):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 1024)
            os.chdir("/")
            for second in range(300):
                with open(f"/tmp/course-attack-left-by-daemon-{second}", "w"):
                    time.sleep(1)
        os._exit(0)
    return -1.0
