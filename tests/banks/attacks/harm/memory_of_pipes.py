"""Tries: fills the kernel with pipes and sockets that are full of bytes which nobody reads.
Must: descriptors are few, so what the kernel holds for them is little.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import fcntl
import os
import socket


def majority_class_accuracy(train, test):
    kept = []
    while True:
        with contextlib.suppress(OSError):
            pair = os.pipe()
            kept.append(pair)
            fcntl.fcntl(pair[1], fcntl.F_SETPIPE_SZ, 1 << 20)
            os.set_blocking(pair[1], False)
            os.write(pair[1], bytes(1 << 20))
        with contextlib.suppress(OSError):
            left, right = socket.socketpair()
            kept.append((left, right))
            left.setblocking(False)
            left.send(bytes(1 << 20))
