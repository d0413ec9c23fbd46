"""Tries: connects over IPv6, also to this machine and to its neighbours.
Must: no socket can be made.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import socket


def leaked():
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, kind) as sock:
            sock.settimeout(0.2)
            sock.connect_ex(("::1", 22))
            return "a socket"
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
