"""Tries: ignores, blocks and re-arms every signal, and loops.
Must: it is ended by one that cannot be ignored.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import signal


def majority_class_accuracy(train, test):
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    signal.setitimer(signal.ITIMER_REAL, 1e-5, 1e-5)
    while True:
        signal.sigtimedwait(signal.valid_signals(), 1)
