"""Tries: walks up the stack of its caller and of all threads, and looks for the expected value in locals and globals.
Must: nothing on these stacks knows the answer.
Exercise: lesson_05_datasets/baseline
"""

import inspect
import sys


def majority_class_accuracy(train, test):
    frames = [entry.frame for entry in inspect.stack()]
    for frame in sys._current_frames().values():
        while frame is not None:
            frames.append(frame)
            frame = frame.f_back
    for frame in frames:
        for scope in (frame.f_locals, frame.f_globals):
            for name, value in list(scope.items()):
                if name.lower() in {"expected", "wanted", "right", "answer"} and isinstance(value, float):
                    return value
    return -1.0
