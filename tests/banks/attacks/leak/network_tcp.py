"""Tries: connects to the internet, to this machine and to the cloud that it may run in, over TCP.
Must: no socket can be made.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import socket
import urllib.request


def leaked():
    for address in (("1.1.1.1", 53), ("127.0.0.1", 22), ("169.254.169.254", 80), ("localhost", 8888)):
        with contextlib.suppress(OSError), socket.socket() as sock:
            sock.settimeout(0.2)
            sock.connect_ex(address)
            return "a socket"
    with contextlib.suppress(OSError):
        return urllib.request.urlopen("http://1.1.1.1", timeout=0.3).status
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
