"""A submission whose code lives in a confined worker.

Checks see the same `submission` as in this process. What student code gives back arrives as a plain value, or as a
`Proxy` for an object that stays in the worker. A proxy can be called, indexed, measured and asked for attributes; it
has no truth value, compares with nothing and cannot be iterated, because a check would then believe student code.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from autograder.proxies import Proxy, RemoteError, SandboxGoneError, WorkerLostError
from autograder.submission import MissingModuleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograder.connection import Connection


class RemoteSubmission:
    """A submission whose code lives in a worker; for checks the same as `autograder.submission.Submission`."""

    def __init__(self, open_connection: Callable[[], Connection], has_module: Callable[[str], bool]) -> None:
        """Start workers with `open_connection` when they are needed; `has_module` knows the submission's files."""
        self._open_connection = open_connection
        self._has_module = has_module
        self._connection: Connection | None = None
        self._deadline = 0.0

    def prepare(self) -> None:
        """Have the worker made and given its files, while the judge does something else."""
        with contextlib.suppress(SandboxGoneError):  # whoever needs the worker will hear of it
            self._connected()

    def begin(self, seconds: float) -> None:
        """A check begins, and has so many seconds from when its worker is there."""
        if self._connection is not None:
            try:
                self._connection.settle()
            except (WorkerLostError, RemoteError):  # it has ended while it waited, or does not forget
                self.close()
        connection = self._connected()
        connection.settle()
        self._deadline = connection.deadline = time.monotonic() + seconds

    def end(self) -> None:
        """The check is over: the worker may forget what it held for it."""
        if self._connection is None:
            return
        if not self._connection.lost:
            with contextlib.suppress(WorkerLostError):
                self._connection.forget()
        if self._connection.lost:
            self.close()

    def close(self) -> None:
        """End the worker."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __getitem__(self, name: str) -> Any:
        """Import the module `name` in the worker."""
        if not self._has_module(name):
            raise MissingModuleError(f"{name.replace('.', '/')}.py is missing from the submission", name=name)
        return self._connected().module(name)

    def to_list(self, iterable: Any) -> list[Any]:
        """Collect what `iterable`, an object of the student's, yields."""
        if not isinstance(iterable, Proxy):
            return list(iterable)
        collected = self._connected().request("collect", iterable._number)  # noqa: SLF001  a proxy of ours
        if type(collected) is not list:
            raise WorkerLostError("malformed answer: what was collected is no list")
        return collected

    def lend(self, thing: Any) -> Any:
        """Hand an object of the judge's (an environment, a callback) to student code."""
        return thing

    def take_back(self) -> None:
        """Let student code use no longer what was lent to it."""
        self._connected().take_back()

    def after_call(self, argument: Any) -> Any:
        """Return `argument` as it is after the last call that it was passed to."""
        return self._connected().after_call(argument)

    def _connected(self) -> Connection:
        if self._connection is None or self._connection.lost:
            self._connection = self._open_connection()
            self._connection.deadline = self._deadline
        return self._connection
