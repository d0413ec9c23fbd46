"""Tries: opens sockets of families that filters forget: netlink, packet, raw, vsock, Bluetooth, CAN, AF_ALG and all others.
Must: no socket can be made.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import socket


def leaked():
    for family in range(1, 46):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            for protocol in (0, 1, 15, 16, 58):
                with contextlib.suppress(OSError):
                    socket.socket(family, kind, protocol).close()
                    return family, kind, protocol
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
