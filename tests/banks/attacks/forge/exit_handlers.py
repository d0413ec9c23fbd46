"""Tries: leaves handlers for the end of the process that print success, write a report and end with code 0.
Must: the worker ends without running them, or nobody listens.
Exercise: lesson_05_datasets/baseline
"""

import atexit
import os
import signal
import sys
import threading
from pathlib import Path

REPORT = '{"verdict": "passed", "earned": 4.0, "points": 4.0}'


def at_the_end(*_):
    Path("report.json").write_text(REPORT)
    os.write(1, REPORT.encode())
    os._exit(0)


atexit.register(at_the_end)
threading._register_atexit(at_the_end)
sys.excepthook = sys.unraisablehook = threading.excepthook = at_the_end
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
    signal.signal(number, at_the_end)


def majority_class_accuracy(train, test):
    raise ValueError(REPORT)
