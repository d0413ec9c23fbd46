"""Tries: kills its parent, its group, process 1 and every other process that it can name.
Must: it reaches no process but itself.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os
import signal


def majority_class_accuracy(train, test):
    me = os.getpid()
    others = [pid for pid in (os.getppid(), 1, *range(2, 200)) if pid not in {0, me}]
    with contextlib.suppress(OSError):
        others += [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != me]
    for number in (signal.SIGKILL, signal.SIGSTOP):
        for pid in others:
            with contextlib.suppress(OSError):
                os.kill(pid, number)
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(os.pidfd_open(pid), number)
    for kill, target in ((os.killpg, os.getpgid(0)), (os.kill, 0), (os.kill, -1)):
        with contextlib.suppress(OSError):
            kill(target, signal.SIGKILL)
    return -1.0
