"""Acts on the network: any socket at all is one too many, for a worker has been given the one it needs."""

from __future__ import annotations

import errno
import socket
from typing import Final

from autograder.sandbox.acts import FORBIDDEN, Act, Layer

NO_SUCH_FAMILY: Final = FORBIDDEN | {errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT}
"""A kernel without a family of sockets refuses them as well."""

# Numbers, since not every Python names all of them.
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK = 1, 2, 10, 16, 17, 40
STREAM, DATAGRAM, RAW = 1, 2, 3
ICMP: Final = 1
DISCARD: Final = 9  # a port on which nothing listens: "connection refused" means that the way is open


def _socket(family: int, kind: int, protocol: int = 0) -> str:
    with socket.socket(family, kind, protocol):
        return "made a socket"


def _pair() -> str:
    for end in socket.socketpair():
        end.close()
    return "made a pair of sockets"


def _connect() -> str:
    with socket.create_connection(("127.0.0.1", DISCARD), 1):
        return "connected"


def _listen() -> str:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        return f"listened on {server.getsockname()}"


def _abstract() -> str:
    with socket.socket(AF_UNIX, STREAM) as client:
        client.connect("\0/tmp/.X11-unix/X0")
        return "connected"


SECCOMP: Final[tuple[Layer, ...]] = ("seccomp",)
TCP: Final[tuple[Layer, ...]] = ("namespaces", "Landlock", "seccomp")

ACTS: Final = (
    Act("TCP socket", "make a TCP socket", SECCOMP, lambda: _socket(AF_INET, STREAM), NO_SUCH_FAMILY),
    Act(
        "TCP over IPv6",
        "make a TCP socket over IPv6",
        SECCOMP,
        lambda: _socket(AF_INET6, STREAM),
        NO_SUCH_FAMILY,
    ),
    Act("UDP socket", "make a UDP socket", SECCOMP, lambda: _socket(AF_INET, DATAGRAM), NO_SUCH_FAMILY),
    Act("unix socket", "make a unix socket", SECCOMP, lambda: _socket(AF_UNIX, STREAM), NO_SUCH_FAMILY),
    Act(
        "netlink socket",
        "ask the kernel about the network",
        SECCOMP,
        lambda: _socket(AF_NETLINK, RAW),
        NO_SUCH_FAMILY,
    ),
    Act("raw socket", "make a raw socket", SECCOMP, lambda: _socket(AF_INET, RAW, ICMP), NO_SUCH_FAMILY),
    Act("packet socket", "listen to the wire", SECCOMP, lambda: _socket(AF_PACKET, RAW), NO_SUCH_FAMILY),
    Act(
        "vsock socket",
        "speak to the virtual machine's host",
        SECCOMP,
        lambda: _socket(AF_VSOCK, STREAM),
        NO_SUCH_FAMILY,
    ),
    Act("socket pair", "make a pair of sockets", SECCOMP, _pair),
    Act("connect", "open a network connection, were it to this machine", TCP, _connect, landlock=4),
    Act("listen", "wait for network connections", TCP, _listen, landlock=4),
    Act("abstract socket", "connect to a desktop's abstract socket", SECCOMP, _abstract),
)
