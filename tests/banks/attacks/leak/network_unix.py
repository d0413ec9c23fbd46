"""Tries: connects to unix sockets: of Docker, of the system bus, of an ssh agent, of the judge, and to abstract ones.
Must: no socket can be made.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import glob
import os
import socket


def leaked():
    places = [
        "/var/run/docker.sock",
        "/run/dbus/system_bus_socket",
        os.environ.get("SSH_AUTH_SOCK", "/none"),
        "\0attack",
    ]
    for pattern in ("/tmp/course-sandbox-*/orders", "/tmp/**/*.sock", "/run/**/*.sock", "/tmp/.X11-unix/*"):
        places += glob.glob(pattern, recursive=True)
    for place in places:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, kind) as sock:
                sock.settimeout(0.2)
                sock.connect_ex(place)
                return place
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
