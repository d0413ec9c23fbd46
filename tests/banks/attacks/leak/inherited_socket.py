"""Tries: uses the one socket it has to reach others: reconnects it, signals its peer, sends descriptors through it, listens on it.
Must: it leads to the judge alone, who takes no descriptors.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import os
import signal
import socket


def leaked():
    for descriptor in range(3, 64):
        with contextlib.suppress(OSError):
            sock = socket.socket(fileno=os.dup(descriptor))
            for way in (
                lambda sock=sock: sock.connect("/run/dbus/system_bus_socket"),
                lambda sock=sock: sock.bind("\0course-attack"),
                lambda sock=sock: sock.listen() or sock.accept(),
                lambda sock=sock: signal.pidfd_send_signal(
                    sock.getsockopt(socket.SOL_SOCKET, 77), 0
                ),  # SO_PEERPIDFD
            ):
                with contextlib.suppress(OSError):
                    way()
                    return descriptor
            with contextlib.suppress(OSError):
                socket.send_fds(sock, [b"x"], [os.open("/", os.O_RDONLY)])
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
