"""Frames: how many bytes belong together on the socket between judge and worker, and what they are at most.

A frame is two lengths, a header in msgpack, and a body of raw bytes that the header's arrays are cut from. Reading one
takes a deadline and believes no length that is too large; whatever is wrong with it is a `ProtocolError`.
"""

from __future__ import annotations

import select
import socket
import struct
import time
from typing import Any, NamedTuple

import msgspec

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
        sock.setblocking(True)
        self._socket = sock
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(sock, select.POLLIN)
        self._writable.register(sock, select.POLLOUT)
        self._received = bytearray()
        self._unsent = memoryview(b"")
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder()

    def send(self, header: Any, chunks: list[Any], deadline: float | None = None) -> None:
        """Send a message; `chunks` are the body's parts, in order.

        Raises ValueError if it is too large, LateError after the deadline, HungUpError if nobody listens.
        """
        self.post(header, chunks)
        self._finish(deadline)

    def post(self, header: Any, chunks: list[Any]) -> None:
        """Send a message as far as that goes without waiting; the next call sends the rest.

        Raises ValueError if it is too large, HungUpError if nobody listens.
        """
        packed = self._encoder.encode(header)
        size = sum(len(chunk) for chunk in chunks)
        if len(packed) > MOST_HEADER or size > MOST_BODY:
            raise ValueError(
                f"a message of {len(packed) + size:,} bytes is too large; at most {MOST_BODY:,} bytes of numbers cross"
            )
        self._unsent = memoryview(b"".join((self._unsent, LENGTHS.pack(len(packed), size), packed, *chunks)))
        self._send_some()

    def _finish(self, deadline: float | None) -> None:
        """Send what has not been sent yet."""
        while self._unsent:
            _wait(self._writable, deadline)
            self._send_some()

    def _send_some(self) -> None:
        """Send what there is room for."""
        try:
            while self._unsent:
                self._unsent = self._unsent[self._socket.send(self._unsent, socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            pass
        except OSError as error:
            raise HungUpError(f"the connection broke: {error.strerror}") from error

    def receive(self, deadline: float | None = None) -> Frame:
        """Wait for a message until the deadline (of `time.monotonic`; for ever if None).

        Raises ProtocolError for what is no frame, HungUpError if the other side went away, LateError after the
        deadline.
        """
        self._finish(deadline)
        self._fill(LENGTHS.size, deadline)
        n_header, n_body = LENGTHS.unpack_from(self._received)
        if n_header > MOST_HEADER or n_body > MOST_BODY:
            raise ProtocolError(
                f"a frame says that it has {n_header:,} + {n_body:,} bytes, more than may cross"
            )
        body_at = LENGTHS.size + n_header
        end = body_at + n_body
        self._fill(end, deadline)
        packed, body = self._received[LENGTHS.size : body_at], self._received[body_at:end]
        del self._received[:end]
        try:
            return Frame(self._decoder.decode(packed), body)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise ProtocolError(f"a frame's header is no msgpack: {error}") from error

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _fill(self, count: int, deadline: float | None) -> None:
        """Receive until so many bytes are there."""
        while len(self._received) < count:
            if deadline is not None:
                _wait(self._readable, deadline)
            try:
                more = self._socket.recv(max(_AT_ONCE, count - len(self._received)))
            except OSError as error:
                raise HungUpError(f"the connection broke: {error.strerror}") from error
            if not more:
                raise HungUpError("the connection was closed")
            self._received += more


def _wait(poller: select.poll, deadline: float | None) -> None:
    """Wait until the socket is ready; LateError after the deadline."""
    if deadline is None:
        poller.poll()
        return
    left = deadline - time.monotonic()
    if left <= 0 or not poller.poll(left * 1_000):
        raise LateError("no answer in time")
