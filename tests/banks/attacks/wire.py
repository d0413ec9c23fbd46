"""What attacks on the protocol share: a student who has read autograder/worker writes frames of his own.

It is put beside the attack's module where the attack says `Stage: wire`.
"""

import os
import stat
import struct
import sys

import msgspec


def request():
    """Return the number of the request that is being answered; 0 if the stack does not tell."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "_answer":
            return frame.f_locals["number"]
        frame = frame.f_back
    return 0


def sockets():
    """List the descriptors of all sockets that this process was given."""
    found = []
    for descriptor in range(3, 1024):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                found.append(descriptor)
        except OSError:
            continue
    return found


def frame(header, body=b"", lengths=None):
    """Write a frame: two lengths, a header in msgpack (or bytes as they are) and a body."""
    packed = header if isinstance(header, bytes) else msgspec.msgpack.encode(header)
    return struct.pack("<II", *(lengths or (len(packed), len(body)))) + packed + body


def send(data):
    """Write bytes to every socket."""
    for descriptor in sockets():
        os.set_blocking(descriptor, True)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def answer(written, body=b""):
    """Answer the request that is being worked on, ahead of the worker; `written` is the value as it is written down."""
    send(frame([request(), "value", written], body))


def receive():
    """Read a whole frame from the first socket; return its header."""
    (descriptor, *_) = sockets()
    os.set_blocking(descriptor, True)
    n_header, n_body = struct.unpack("<II", exactly(descriptor, 8))
    header = msgspec.msgpack.decode(exactly(descriptor, n_header))
    exactly(descriptor, n_body)
    return header


def exactly(descriptor, count):
    """Read `count` bytes."""
    read = b""
    while len(read) < count:
        read += os.read(descriptor, count - len(read)) or sys.exit()
    return read
