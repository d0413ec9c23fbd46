"""Tries: types into the judge's terminal, which would run the line as a command when the judge ends.
Must: there is no terminal, and it cannot be typed into.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import fcntl
import os
import termios

LINE = b"touch /tmp/course-attack-left-by-terminal\n"


def leaked():
    descriptors = [0, 1, 2, *range(3, 32)]
    for name in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx"):
        with contextlib.suppress(OSError):
            descriptors.append(os.open(name, os.O_RDWR))
            return name
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            for number in LINE:
                fcntl.ioctl(descriptor, termios.TIOCSTI, bytes([number]))
            return descriptor
        with contextlib.suppress(OSError):
            fcntl.ioctl(descriptor, 0x541C, b"\x03")  # TIOCLINUX
            return descriptor
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
