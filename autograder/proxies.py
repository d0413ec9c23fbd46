"""What the judge's process holds of things in a worker: proxies of objects, and exceptions. Imports nothing heavy."""

# ruff: noqa: SLF001
# A proxy's public names are all the student's: what it stands for is private.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from autograder.connection import Connection
    from autograder.worker.raised import Raised


class WorkerLostError(Exception):
    """The worker is gone or has to go: it was late, died, or broke the protocol. No answer of it counts any more."""

    def __init__(self, reason: str, *, late: bool = False, importing: bool = False) -> None:
        super().__init__(reason)
        self.late = late
        self.importing = importing


class RefusedSubmissionError(WorkerLostError):
    """The submission's files cannot be handed to a worker: too many, too large, unreadable."""


class SandboxGoneError(WorkerLostError):
    """The sandbox itself does not answer: no check can be judged, and no submission is to blame."""


class RemoteError(Exception):
    """Student code raised an exception in its worker; `raised` describes it."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(raised.text)
        self.raised = raised


class RemoteAttributeError(RemoteError, AttributeError):
    """An AttributeError in the worker, which `getattr` and `hasattr` understand."""


class RemoteNotImplementedError(RemoteError, NotImplementedError):
    """A NotImplementedError in the worker: the exercise has not been written yet."""


class Proxy:
    """An object that student code made and that stays in its worker."""

    __slots__ = ("_connection", "_kind", "_number")

    def __init__(self, connection: Connection, number: int, kind: str) -> None:
        self._connection = connection
        self._number = number
        self._kind = kind

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            # NumPy, copy and others look for these; they must not reach student code.
            raise AttributeError(name)
        return self._connection.attribute(self, name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the object in its worker."""
        return self._connection.call(self._number, arguments, named)

    def __getitem__(self, key: Any) -> Any:
        return self._connection.request("item", self._number, key)

    def __len__(self) -> int:
        return self._connection.length(self._number)

    def __str__(self) -> str:
        return self._connection.text(self._number)

    def __repr__(self) -> str:
        return f"a {self._kind}"

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(f"{self!r} is an object of the student's: ask it for a plain value first")

    __bool__ = __iter__ = __contains__ = __float__ = __int__ = __index__ = __array__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __eq__ = __ne__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class Method(Proxy):
    """A method that is called by its name; it is fetched only if something else is done with it."""

    __slots__ = ("_fetched", "_name", "_owner")

    def __init__(self, owner: Proxy, name: str) -> None:
        self._connection = owner._connection
        self._kind = "method"
        self._owner = owner
        self._name = name
        self._fetched: Proxy | None = None

    @property
    def _number(self) -> int:  # type: ignore[override]  # read only
        if self._fetched is None:
            self._fetched = self._fetch()
        return self._fetched._number

    def _fetch(self) -> Proxy:
        try:
            fetched = self._connection.fetch(self._owner, self._name)
        except RemoteAttributeError as error:  # a property must not raise what makes Python look elsewhere
            raise RemoteError(error.raised) from error
        if type(fetched) is not Proxy:
            raise WorkerLostError(f"malformed answer: {self._name} is both a method and a value")
        return fetched

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the method in its worker."""
        return self._connection.call(self._owner._number, arguments, named, self._name)
