"""Tests of autograder/worker/frames.py: frames over a real socket, whole, broken, too large and late."""

import contextlib
import socket
import struct
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.worker import frames
from autograder.worker.frames import Channel, HungUpError, LateError, ProtocolError


@pytest.fixture(name="pair")
def pair_fixture():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def soon():
    return time.monotonic() + 0.2


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=10,
)


@given(header=PLAIN, chunks=st.lists(st.binary(max_size=50), max_size=4))
def test_what_is_sent_is_received(header, chunks):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Channel(ours).send(header, chunks)
        frame = Channel(theirs).receive(soon())
    assert frame.header == header
    assert bytes(frame.body) == b"".join(chunks)


def test_a_frame_may_come_in_pieces(pair):
    channel, theirs = pair
    packed = b"\x01"
    whole = struct.pack("<II", 1, 3) + packed + b"abc"

    def dribble():
        for position in range(len(whole)):
            theirs.send(whole[position : position + 1])
            time.sleep(0.001)

    thread = threading.Thread(target=dribble)
    thread.start()
    frame = channel.receive(time.monotonic() + 5)
    thread.join()
    assert (frame.header, bytes(frame.body)) == (1, b"abc")


@pytest.mark.parametrize("lengths", [(2**32 - 1, 0), (0, 2**32 - 1), (frames.MOST_HEADER + 1, 0)])
def test_a_length_that_is_too_large_is_not_believed(pair, lengths):
    channel, theirs = pair
    theirs.sendall(struct.pack("<II", *lengths))
    with pytest.raises(ProtocolError, match="more than may cross"):
        channel.receive(soon())


@given(garbage=st.binary(min_size=1, max_size=64))
def test_garbage_in_a_header_is_a_protocol_error_or_a_value(garbage):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(struct.pack("<II", len(garbage), 0) + garbage)
        with contextlib.suppress(ProtocolError):
            Channel(ours).receive(soon())


def test_deep_nesting_is_a_protocol_error(pair):
    channel, theirs = pair
    header = b"\x91" * 100_000 + b"\xc0"  # a list of a list of a list ...
    threading.Thread(target=theirs.sendall, args=(struct.pack("<II", len(header), 0) + header,)).start()
    with pytest.raises(ProtocolError):
        channel.receive(time.monotonic() + 5)


def test_silence_is_late(pair):
    channel, theirs = pair
    theirs.sendall(struct.pack("<II", 10, 0) + b"half")
    with pytest.raises(LateError):
        channel.receive(soon())


def test_a_closed_connection_is_hung_up(pair):
    channel, theirs = pair
    theirs.close()
    with pytest.raises(HungUpError):
        channel.receive(soon())
    with pytest.raises(HungUpError):
        channel.send(1, [b"x" * 10_000_000], soon())  # more than the socket's buffer holds


def test_what_is_too_large_is_not_sent(pair, monkeypatch):
    channel, theirs = pair
    monkeypatch.setattr(frames, "MOST_BODY", 10)
    with pytest.raises(ValueError, match="too large"):
        channel.send(None, [b"x" * 11])
    channel.send(7, [])
    assert Channel(theirs).receive(soon()).header == 7


def test_a_peer_that_does_not_listen_is_late(pair):
    channel, _ = pair
    with pytest.raises(LateError):
        channel.send(None, [b"x" * 20_000_000], soon())


def test_what_is_posted_does_not_wait_and_the_rest_follows_with_the_next_call(pair):
    channel, theirs = pair
    began = time.monotonic()
    channel.post(1, [b"x" * 5_000_000])  # more than the socket's buffer holds
    channel.post(2, [])
    assert time.monotonic() - began < 1
    received = []

    def listen():
        other = Channel(theirs)
        received.extend(other.receive(time.monotonic() + 5).header for _ in range(3))
        other.send(4, [])

    thread = threading.Thread(target=listen)
    thread.start()
    channel.send(3, [], time.monotonic() + 5)
    assert channel.receive(time.monotonic() + 5).header == 4
    thread.join()
    assert received == [1, 2, 3]


def test_who_waits_for_an_answer_sends_the_rest_of_the_question(pair):
    channel, theirs = pair
    channel.post(1, [b"x" * 5_000_000])

    def listen():
        other = Channel(theirs)
        other.receive()
        other.send(2, [])

    thread = threading.Thread(target=listen)
    thread.start()
    assert channel.receive(time.monotonic() + 5).header == 2
    thread.join()
