"""A worker, and the judge's end of the connection to it: requests, answers, and questions about what was lent.

What student code gives back arrives as a plain value, or as a `Proxy` for an object that stays in the worker. Each
exchange costs the time that two processes take to wake each other, so nothing is asked for that is known already.
"""

# ruff: noqa: SLF001
# A proxy's public names are all the student's: what it stands for is private.

from __future__ import annotations

import json
import secrets
import socket
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from autograder.lending import TAKEN_BACK, kind_of, known_values, use
from autograder.proxies import (
    Method,
    Proxy,
    RemoteAttributeError,
    RemoteError,
    RemoteNotImplementedError,
    SandboxGoneError,
    WorkerLostError,
)
from autograder.worker.frames import Channel, HungUpError, LateError, ProtocolError
from autograder.worker.raised import LONGEST_LINE, LONGEST_NAME, MOST_FRAMES, MOST_TEXT, Place, Raised
from autograder.worker.values import Reader, Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.worker.finder import Sources

_SPAWN_SECONDS = 30.0
_GRACE_SECONDS = 1.0
_LONGEST_ANSWER = 500
_MOST_NESTED = 20
_MOST_KINDS = 100
_MEMORY = 2 << 30  # bytes for each worker beyond what the template has
_MOST_LENT = 1_000_000
_ROOM = 1 << 20
"""Bytes that may wait on the socket: a worker's files should find room; the kernel may give less."""
_LASTING = ("function", "type")
"""Kinds of objects that stay what they are as long as their module is there."""
_ONE_OF_A_KIND = ("module", "type")
"""Kinds of objects each of which has attributes of its own."""

_FAMILIAR = (
    ("NotImplementedError", RemoteNotImplementedError),
    ("AttributeError", RemoteAttributeError),
)


class _Remembered(NamedTuple):
    """An argument of an earlier call, and the number under which the worker keeps its copy."""

    value: Any
    number: int


class _Posted(NamedTuple):
    """A request whose answer has not been awaited yet, and for how long it will be."""

    number: int
    seconds: float


class Connection:
    """A worker, and what is said to it. Late, malformed and missing answers raise WorkerLostError."""

    def __init__(self, address: str) -> None:
        """Have the template at `address` fork a worker."""
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ROOM)
        self._control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._control.settimeout(_SPAWN_SECONDS)
            self._control.connect(address)
            socket.send_fds(
                self._control, [json.dumps({"memory_bytes": _MEMORY}).encode()], [theirs.fileno()]
            )
        except OSError as error:
            self._control.close()
            ours.close()
            raise SandboxGoneError(
                f"the sandbox does not answer ({error.strerror}); was its process killed? start again"
            ) from error
        finally:
            theirs.close()
        self._channel = Channel(ours)
        self._lent: list[Any] = []
        self._remembered: list[_Remembered] = []
        self._next_argument = 0
        self._nested = 0
        self._posted: _Posted | None = None
        self._methods: set[tuple[str, str]] = set()
        self._modules: dict[str, Proxy] = {}
        self._kept: dict[int, dict[str, Proxy]] = {}
        self.deadline = 0.0
        self.importing = False
        self.lost = False

    def close(self) -> None:
        """End the worker, whatever it is doing."""
        self.lost = True
        self._channel.close()
        self._control.close()

    def request(self, operation: str, *arguments: Any) -> Any:
        """Have the worker do something; return what comes of it, as a value or a proxy."""
        writer = Writer(self._lend)
        return self._exchange(operation, [writer.write(argument) for argument in arguments], writer)

    def module(self, name: str) -> Any:
        """Import a module in the worker, or return what importing it gave before."""
        if name in self._modules:
            return self._modules[name]
        self.importing = True
        try:
            module = self.request("module", name)
        finally:
            self.importing = False
        if type(module) is Proxy:
            self._modules[name] = module
            self._kept[module._number] = {}
        return module

    def attribute(self, owner: Proxy, name: str) -> Any:
        """Read an attribute of an object of the worker's.

        A module's functions and classes are asked for once; what was a method of one object is one of all its kind.
        """
        known = self._kept.get(owner._number, {})
        if name in known:
            return known[name]
        if (owner._kind, name) in self._methods:
            return Method(owner, name)
        value = self.fetch(owner, name)
        if type(value) is Proxy:
            self._note(owner, name, value)
        return value

    def fetch(self, owner: Proxy, name: str) -> Any:
        """Ask the worker for an attribute of one of its objects."""
        return self.request("get", owner._number, name)

    def _note(self, owner: Proxy, name: str, value: Proxy) -> None:
        if owner._number in self._kept and value._kind in _LASTING:
            self._kept[owner._number][name] = value
        elif value._kind == "method" and owner._kind not in _ONE_OF_A_KIND:
            self._methods.add((owner._kind, name))

    def length(self, number: int) -> int:
        """Count the items of an object of the worker's."""
        length = self.request("length", number)
        if type(length) is not int or length < 0:
            self.close()
            raise WorkerLostError("malformed answer: a length is no number")
        return length

    def text(self, number: int) -> str:
        """Read what `str` makes of an object of the worker's."""
        text = self.request("text", number)
        if type(text) is not str:
            self.close()
            raise WorkerLostError("malformed answer: a text is no string")
        return text

    def call(
        self, number: int, arguments: tuple[Any, ...], named: dict[str, Any], method: str | None = None
    ) -> Any:
        """Call an object of the worker's, or its method, and remember the arguments for `after_call`."""
        writer = Writer(self._lend)
        first = self._next_argument
        values = [*arguments, *named.values()]
        self._remembered += (_Remembered(value, first + place) for place, value in enumerate(values))
        self._next_argument += len(values)
        written = [writer.write(value) for value in arguments]
        keywords = [[name, writer.write(value)] for name, value in named.items()]
        return self._exchange("call", [number, method, written, keywords, first], writer)

    def open(self, files: dict[str, bytes], sources: Sources, ahead: Sequence[str] = ()) -> None:
        """Give the worker a submission's files, as soon as it is there, and have it import the modules `ahead`.

        This does not wait for it.
        """
        writer = Writer(self._lend)
        written = ["dict", *([name, writer.write(content)] for name, content in files.items())]
        self._post("open", [written, [*sources], [*ahead]], writer, _SPAWN_SECONDS)

    def after_call(self, argument: Any) -> Any:
        """Return `argument` as it was after the last call that got it."""
        for remembered in reversed(self._remembered):
            if remembered.value is argument:
                return self._exchange("argument", [remembered.number], Writer(self._lend))
        raise LookupError(
            "after_call: expected an argument of an earlier call of this check, got another object"
        )

    def take_back(self) -> None:
        """Answer no more questions to what was lent so far."""
        self._lent = [TAKEN_BACK] * len(self._lent)

    def forget(self) -> None:
        """Drop all objects that the last check has used; this does not wait until the worker has."""
        self._remembered.clear()
        self._lent.clear()
        kept = [*self._kept, *(value._number for known in self._kept.values() for value in known.values())]
        self._post("forget", [kept], Writer(self._lend), _GRACE_SECONDS)

    def settle(self) -> None:
        """Wait until what did not wait has been done."""
        if self._posted is not None:
            number, seconds = self._posted
            self._posted = None
            before, self.deadline = self.deadline, time.monotonic() + seconds
            try:
                self._answer_to(number)
            finally:
                self.deadline = before

    def _exchange(self, operation: str, arguments: list[Any], writer: Writer) -> Any:
        """Send a request and wait for its answer."""
        self.settle()
        return self._answer_to(self._send(operation, arguments, writer))

    def _post(self, operation: str, arguments: list[Any], writer: Writer, seconds: float) -> None:
        """Send a request whose answer is awaited later, for so many seconds."""
        self._posted = _Posted(self._send(operation, arguments, writer), seconds)

    def _send(self, operation: str, arguments: list[Any], writer: Writer) -> int:
        """Send a request as far as there is room for it; return its number."""
        if self.lost:
            raise WorkerLostError("the worker that held this object is gone")
        number = secrets.randbits(62)  # so that no answer can be sent ahead of its question
        try:
            self._channel.post([number, operation, *arguments], writer.chunks)
        except ProtocolError as error:
            raise self._lost_by(error) from error
        return number

    def _answer_to(self, number: int) -> Any:
        self._nested += 1
        try:
            return self._await(number)
        except (LateError, ProtocolError) as error:
            raise self._lost_by(error) from error
        finally:
            self._nested -= 1

    def _lost_by(self, error: LateError | ProtocolError) -> WorkerLostError:
        """End the worker, and say why none of its answers counts any more."""
        if isinstance(error, HungUpError):
            return WorkerLostError(self._last_words())
        self.close()
        if isinstance(error, LateError):
            return WorkerLostError("no answer in time", late=True, importing=self.importing)
        return WorkerLostError(f"malformed answer: {error}")

    def _await(self, number: int) -> Any:
        """Receive the answer to request `number`; meanwhile, answer what the worker asks."""
        while True:
            frame = self._channel.receive(self.deadline)
            reader = Reader(frame, self._find)
            match frame.header:
                case [int(answered), "value", written] if answered == number:
                    return reader.read(written)
                case [int(answered), "raised", *described] if answered == number:
                    raise _remote_error(described)
                case [int(asked), "ask", str(operation), int(lent), *arguments]:
                    self._answer(asked, operation, lent, arguments, reader)
                case _:
                    raise ProtocolError("it is neither an answer nor a question")

    def _answer(self, asked: int, operation: str, lent: int, arguments: list[Any], reader: Reader) -> None:
        """Let the worker use an object that was lent to it."""
        thing = self._lent_object(lent)
        if self._nested > _MOST_NESTED:
            raise ProtocolError("questions nest too deeply")
        values = [reader.read(argument) for argument in arguments]
        try:
            result = use(thing, operation, values)
        except (WorkerLostError, ProtocolError):
            raise
        except Exception as error:  # noqa: BLE001  what the lent object refuses is the student's to hear
            text = str(error)[:_LONGEST_ANSWER]
            self._channel.send([asked, "refused", type(error).__name__, text], [], self.deadline)
            return
        writer = Writer(self._lend)
        written = writer.write(result)
        self._channel.send([asked, "returned", written], writer.chunks, self.deadline)

    def _lend(self, thing: Any, writer: Writer) -> list[Any]:
        """Name an object that does not cross: a worker's own by its handle, one of the judge's by a number."""
        if isinstance(thing, Proxy):
            if thing._connection is not self:
                raise WorkerLostError("the worker that held this object is gone")
            return ["handle", thing._number]
        if len(self._lent) >= _MOST_LENT:
            raise ProtocolError("it asks for too many objects")
        self._lent.append(thing)
        number = len(self._lent) - 1
        kind = kind_of(thing)
        if kind == "object":
            return ["lent", number, kind]
        return ["lent", number, kind, *known_values(thing, writer)]

    def _find(self, written: list[Any], _: Reader) -> Any:
        match written:
            case ["handle", int(number), str(kind)]:
                return Proxy(self, number, "".join(filter(str.isprintable, kind))[:100])
            case ["lent", int(number)]:
                return self._lent_object(number)
        raise ProtocolError("an unknown tag")

    def _lent_object(self, number: int) -> Any:
        if not 0 <= number < len(self._lent):
            raise ProtocolError("it names an object that was never lent")
        return self._lent[number]

    def _last_words(self) -> str:
        """Ask the template how the worker ended."""
        self.lost = True
        self._channel.close()
        try:
            self._control.settimeout(_GRACE_SECONDS)
            told = json.loads(self._control.recv(4096) or b"{}")
            status, reason = told.get("status"), told.get("reason")
        except (OSError, ValueError):
            status, reason = None, None
        self._control.close()
        if reason == "disk":
            return "the process was ended because it wrote too much"
        return f"the process ended in the middle of this check, with exit code {status}"


def _remote_error(described: list[Any]) -> RemoteError:
    """Make the exception that stands for one in the worker; what it says of itself is checked first."""
    match described:
        case [str(kind), [*kinds], str(text), [*frames], place] if (
            len(kinds) <= _MOST_KINDS
            and len(frames) <= MOST_FRAMES
            and all(type(name) is str for name in kinds)
        ):
            named = tuple(name[:LONGEST_NAME] for name in kinds)
            own = tuple(_place(frame) for frame in frames)
            raised = Raised(kind[:LONGEST_NAME], named, text[:MOST_TEXT], own, place and _place(place))
        case _:
            raise ProtocolError("an exception is not described as one")
    made = next((made for name, made in _FAMILIAR if name in kinds), RemoteError)
    return made(raised)


def _place(written: Any) -> Place:
    match written:
        case [str(file), int(line), str(function), str(text)]:
            return Place(file[:LONGEST_NAME], line, function[:LONGEST_NAME], text[:LONGEST_LINE])
    raise ProtocolError("a place in a file is not described as one")
