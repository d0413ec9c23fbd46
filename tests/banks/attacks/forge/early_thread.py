"""Tries: starts a thread at import that answers each request ahead of the function that is still at work.
Must: the number of a request is known too late to matter, and a guess is still a guess.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

import sys
import threading
import time

from lesson_05_datasets import wire

MAIN = threading.get_ident()


def answer_first():
    answered = set()
    while True:
        frame = sys._current_frames().get(MAIN)
        while frame is not None:
            number = frame.f_locals.get("number") if frame.f_locals.get("operation") == "call" else None
            if number is not None and number not in answered:
                answered.add(number)
                wire.send(wire.frame([number, "value", 0.9]))
            frame = frame.f_back


threading.Thread(target=answer_first, daemon=True).start()


def majority_class_accuracy(train, test):
    time.sleep(0.5)
    return -1.0
