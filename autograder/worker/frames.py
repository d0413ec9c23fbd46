"""Frames: how many bytes belong together on the socket between judge and worker, and what they are at most.

A frame is two lengths, a header in msgpack, and a body of raw bytes that the header's arrays are cut from. Reading one
takes a deadline and believes no length that is too large; whatever is wrong with it is a `ProtocolError`.
"""

from __future__ import annotations

import select
import struct
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    import socket

LENGTHS = struct.Struct("<II")
MOST_HEADER = 1 << 20
"""Bytes of a header at most: a hundred thousand numbers one by one; arrays travel in the body."""
MOST_BODY = 256 << 20
"""Bytes of a body at most."""
_AT_ONCE = 1 << 16


class ProtocolError(Exception):
    """The other side sent what no honest one sends, or went away in the middle of it."""


class HungUpError(ProtocolError):
    """The other side closed the connection."""


class LateError(Exception):
    """The deadline passed before a whole frame was there."""


class Frame(NamedTuple):
    """A message: plain msgpack values, and the bytes that they point into."""

    header: Any
    body: bytes | bytearray


class Channel:
    """Sends and receives frames over a connected stream socket; one thread at a time."""

    def __init__(self, sock: socket.socket) -> None:
        """Speak over `sock`, which is closed with the channel."""
        sock.setblocking(
            False
        )  # waiting is done by polling: a timeout of the socket costs a system call to set
        self._socket = sock
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._writable.register(sock, select.POLLOUT)
        self._received = bytearray()
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder()

    def send(self, header: Any, chunks: list[Any], deadline: float | None = None) -> None:
        """Send a message; `chunks` are the body's parts, in order.

        Raises ValueError if it is too large, LateError after the deadline, HungUpError if nobody listens.
        """
        packed = self._encoder.encode(header)
        size = sum(len(chunk) for chunk in chunks)
        if len(packed) > MOST_HEADER or size > MOST_BODY:
            raise ValueError(
                f"a message of {len(packed) + size:,} bytes is too large; at most {MOST_BODY:,} bytes of numbers cross"
            )
        unsent = memoryview(b"".join((LENGTHS.pack(len(packed), size), packed, *chunks)))
        while unsent:
            try:
                unsent = unsent[self._socket.send(unsent) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except OSError as error:
                raise HungUpError(f"the connection broke: {error.strerror}") from error

    def receive(self, deadline: float | None = None) -> Frame:
        """Wait for a message until the deadline (of `time.monotonic`; for ever if None).

        Raises ProtocolError for what is no frame, HungUpError if the other side went away, LateError after the
        deadline.
        """
        n_header, n_body = LENGTHS.unpack(self._exactly(LENGTHS.size, deadline))
        if n_header > MOST_HEADER or n_body > MOST_BODY:
            raise ProtocolError(
                f"a frame says that it has {n_header:,} + {n_body:,} bytes, more than may cross"
            )
        packed = self._exactly(n_header, deadline)
        body = self._exactly(n_body, deadline)
        try:
            return Frame(self._decoder.decode(packed), body)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise ProtocolError(f"a frame's header is no msgpack: {error}") from error

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _exactly(self, count: int, deadline: float | None) -> bytearray:
        """Take so many bytes from those that were received, and receive more if need be."""
        while len(self._received) < count:
            try:
                more = self._socket.recv(max(_AT_ONCE, count - len(self._received)))
            except BlockingIOError:
                _wait(self._readable, deadline)
                continue
            except OSError as error:
                raise HungUpError(f"the connection broke: {error.strerror}") from error
            if not more:
                raise HungUpError("the connection was closed")
            self._received += more
        taken = self._received[:count]
        del self._received[:count]
        return taken


def _wait(poller: select.poll, deadline: float | None) -> None:
    """Wait until the socket is ready; LateError after the deadline."""
    if deadline is None:
        poller.poll()
        return
    left = deadline - time.monotonic()
    if left <= 0 or not poller.poll(left * 1_000):
        raise LateError("no answer in time")
