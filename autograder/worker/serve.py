"""What a worker does: it holds student code, and answers the judge's requests until the judge hangs up.

A request is `[id, operation, …]`; its answer is `[id, "value", value]` or `[id, "raised", …]`. While it works on one,
the worker may ask the judge to use an object that was lent, `[id, "ask", …]`, and the judge may send further requests
before it answers. So requests nest, like calls; whoever waits serves.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from autograder.worker.finder import Sources, SubmissionFinder
from autograder.worker.frames import Channel, HungUpError, ProtocolError
from autograder.worker.lent import make_stub, number_of
from autograder.worker.raised import describe
from autograder.worker.values import Reader, Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.worker.cells import Cells

_LONGEST_TYPE_NAME = 100


class AskedError(RuntimeError):
    """The judge could not do what student code asked of a lent object."""


class Worker:
    """The objects that a worker holds for the judge, and its end of the connection."""

    def __init__(self, channel: Channel, box: str) -> None:
        """Answer on `channel`; files may be written in the folder `box`."""
        self._channel = channel
        self._box = box
        self._objects: dict[int, Any] = {}
        self._arguments: dict[int, Any] = {}
        self._cells: Cells | None = None
        self._next_number = 1
        self._asked = 0
        self._root = ""
        self._thread = threading.get_ident()

    def serve(self, until: int | None = None) -> Any:
        """Answer requests; with `until`, return what the judge answers to the question of that number."""
        while True:
            frame = self._channel.receive()
            number, operation, *rest = frame.header
            reader = Reader(frame, self._find)
            if operation in {"returned", "refused"}:
                if number != until:
                    raise ProtocolError("an answer to a question that is not open")
                if operation == "refused":
                    raise _as_exception(*rest)
                return reader.read(rest[0])
            self._answer(number, operation, rest, reader)

    def _answer(self, number: int, operation: str, rest: list[Any], reader: Reader) -> None:
        try:
            value = _OPERATIONS[operation](self, reader, *rest)
            writer = Writer(self._name)
            header = [number, "value", writer.write(value)]
            self._channel.send(header, writer.chunks)
        except (HungUpError, ProtocolError):
            raise
        except BaseException as error:  # noqa: BLE001  whatever student code raises is its answer
            self._channel.send([number, "raised", *describe(error, self._root)], [])

    def ask(self, operation: str, lent: int, *arguments: Any) -> Any:
        """Have the judge use an object that it lent; return what comes of it."""
        if threading.get_ident() != self._thread:
            raise AskedError("an object of the judge's was used in another thread than the one that got it")
        self._asked += 1
        number = self._asked
        writer = Writer(self._name)
        self._channel.send([number, "ask", operation, lent, *map(writer.write, arguments)], writer.chunks)
        return self.serve(until=number)

    # What the judge may ask for. Each takes the message's reader and the operation's own arguments.

    def open(self, reader: Reader, files: Any, sources: list[Any], ahead: list[str]) -> None:
        """Write the files that belong to a submission and prepare to import from them; import the modules `ahead`."""
        box = self._box
        for name, content in reader.read(files).items():
            file = Path(box, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        submission, course, exercise, exercises, packages = sources
        found = Sources(f"{box}/{submission}", f"{box}/{course}", exercise, tuple(exercises), tuple(packages))
        self._root = found.submission
        sys.meta_path.insert(0, SubmissionFinder(found))
        sys.dont_write_bytecode = True
        workplace = Path(box, "work")
        workplace.mkdir()
        os.chdir(workplace)
        for name in ahead:
            importlib.import_module(name)

    def module(self, _: Reader, name: str) -> Any:
        """Import a module."""
        return importlib.import_module(name)

    def get(self, _: Reader, number: int, name: str) -> Any:
        """Read an attribute."""
        return getattr(self._objects[number], name)

    def call(
        self,
        reader: Reader,
        number: int,
        method: str | None,
        arguments: Any,
        named: Any,
        remembered: int,
    ) -> Any:
        """Call an object or its method; keep the arguments, numbered from `remembered` on, for `argument`."""
        values = [reader.read(argument) for argument in arguments]
        keywords = {name: reader.read(value) for name, value in named}
        self._arguments.update(enumerate([*values, *keywords.values()], start=remembered))
        called = self._objects[number]
        return (called if method is None else getattr(called, method))(*values, **keywords)

    def argument(self, _: Reader, number: int) -> Any:
        """Return an argument of an earlier call as it is now."""
        return self._arguments[number]

    def item(self, reader: Reader, number: int, key: Any) -> Any:
        """Index an object."""
        return self._objects[number][reader.read(key)]

    def length(self, _: Reader, number: int) -> int:
        """Count an object's items."""
        return len(self._objects[number])

    def text(self, _: Reader, number: int) -> str:
        """Turn an object into text."""
        return str(self._objects[number])

    def collect(self, _: Reader, number: int) -> list[Any]:
        """List what an object yields."""
        return list(self._objects[number])

    def begin_notebook(self, reader: Reader, folder: Any) -> None:
        """Begin a session for a notebook's cells, in `folder` of the submission, or in the submission itself."""
        from autograder.worker.cells import Cells  # noqa: PLC0415  only notebooks need IPython

        self._cells = Cells()  # first: what IPython imports must not come from a student's folder
        place = Path(self._root, reader.read(folder))
        place.mkdir(parents=True, exist_ok=True)
        sys.path.insert(0, str(place))
        os.chdir(place)

    def cell(self, reader: Reader, source: Any) -> list[Any]:
        """Run a notebook's cell, in one session with those before it; return its outputs."""
        if self._cells is None:
            raise ProtocolError("a cell before the notebook was begun")
        return self._cells.run(reader.read(source))

    def forget(self, _: Reader, kept: list[int]) -> None:
        """Drop every object that is held for the judge, but for those under the numbers `kept`."""
        self._objects = {number: self._objects[number] for number in kept}
        self._arguments.clear()

    def _name(self, thing: Any, _: Writer) -> list[Any]:
        """Name an object that does not cross: one of the judge's by its number, one of ours by a new handle."""
        lent = number_of(thing)
        if lent is not None:
            return ["lent", lent]
        number = self._next_number
        self._next_number += 1
        self._objects[number] = thing
        return ["handle", number, type(thing).__name__[:_LONGEST_TYPE_NAME]]

    def _find(self, written: list[Any], reader: Reader) -> Any:
        match written:
            case ["handle", int(number)]:
                return self._objects[number]
            case ["lent", int(number), str(kind), *values]:
                known = {name: reader.read(value) for name, value in values}
                return make_stub(self.ask, number, kind, known)
        raise ProtocolError("an unknown tag")


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "open": Worker.open,
    "module": Worker.module,
    "get": Worker.get,
    "call": Worker.call,
    "argument": Worker.argument,
    "item": Worker.item,
    "length": Worker.length,
    "text": Worker.text,
    "collect": Worker.collect,
    "begin_notebook": Worker.begin_notebook,
    "cell": Worker.cell,
    "forget": Worker.forget,
}


def _as_exception(kind: str, text: str) -> Exception:
    """Make the exception that using the lent object itself would have raised, as far as it is one of Python's own."""
    found = getattr(__import__("builtins"), kind, None)
    if isinstance(found, type) and issubclass(found, Exception):
        try:
            return found(text)
        except TypeError:
            pass
    return AskedError(f"{kind}: {text}")


def run(channel: Channel, box: str) -> NoReturn:
    """Serve until the judge hangs up, then end without running anything that student code has left behind."""
    try:
        Worker(channel, box).serve()
    except (HungUpError, ProtocolError):
        os._exit(0)
    finally:
        os._exit(1)
