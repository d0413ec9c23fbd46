"""The template: a process that has imported torch and the rest once, and forks a confined worker for whoever connects.

It is started by the judge with a clean environment, before it knows any submission, and holds nothing that a student
must not see. Who connects sends a worker's limits, along with the descriptor of a socket that it is to serve. The
connection stands for the worker: it tells when the worker ended, and closing it ends the worker.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import selectors
import shutil
import socket
import sys
import tempfile
from typing import Any, cast

import msgspec

from autograder.sandbox.confine import Confined, fork_confined
from autograder.sandbox.limits import Level, Limits, folder_bytes
from autograder.worker import huge_pages
from autograder.worker.frames import Channel
from autograder.worker.rehearsal import rehearse
from autograder.worker.serve import run

FULL_BOX = "/box"
"""Where a worker with namespaces of its own has its private folder."""

_PRELOADED = (
    "IPython.core.interactiveshell",
    "gymnasium",
    "numpy",
    "pandas",
    "safetensors.torch",
    "torch",
    "torch._dynamo",  # the first optimizer imports it, which takes a second
    "torch.utils.data",
    "torch.utils.tensorboard",
)

_LARGEST_REQUEST = 4096
_TICK = 0.2  # seconds between two looks at how much the boxes hold
_DISK_FULL = "disk"


class _Tenant:
    """A worker, and the connection that stands for it."""

    def __init__(self, connection: socket.socket, confined: Confined, box: str, limits: Limits) -> None:
        self.connection = connection
        self.confined = confined
        self.box = box
        self.limits = limits
        self.reason = ""

    def end(self, level: Level) -> None:
        """Kill the worker, wait for it, and remove what it leaves."""
        self.confined.kill()
        self.confined.wait()
        self.confined.close()
        if level != "full":
            shutil.rmtree(self.box, ignore_errors=True)


class Template:
    """Forks workers for those who connect to `listening`."""

    def __init__(self, listening: socket.socket, level: Level) -> None:
        """Confine workers as `level` says."""
        self._listening = listening
        self._level = level
        self._tenants: list[_Tenant] = []
        self._selector = selectors.DefaultSelector()
        self._selector.register(listening, selectors.EVENT_READ, self._accept)

    def run(self, lifeline: int) -> None:
        """Serve until the judge, which holds the other end of the pipe `lifeline`, is gone."""
        self._selector.register(lifeline, selectors.EVENT_READ, None)
        while True:
            for key, _ in self._selector.select(_TICK if self._tenants else None):
                if key.data is None:
                    self._close()
                    return
                key.data()
            if self._level != "full":
                self._watch_disk()

    def _accept(self) -> None:
        connection, _ = self._listening.accept()
        connection.settimeout(5)
        try:
            request, descriptors = _receive_request(connection)
            if request is None:
                connection.close()
            else:
                self._admit(connection, request, descriptors)
        except (OSError, msgspec.MsgspecError, ValueError) as error:
            sys.stderr.write(f"template: {error}\n")
            connection.close()

    def _admit(self, connection: socket.socket, request: dict[str, Any], descriptors: list[int]) -> None:
        (descriptor,) = descriptors
        limits = Limits(**request)
        box = FULL_BOX if self._level == "full" else tempfile.mkdtemp(prefix="course-box-")

        def serve() -> None:
            run(Channel(socket.socket(fileno=descriptor)), box)

        try:
            confined = fork_confined(serve, level=self._level, limits=limits, box=box, keep_fds=[descriptor])
        finally:
            os.close(descriptor)
        tenant = _Tenant(connection, confined, box, limits)
        self._tenants.append(tenant)
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._evict(tenant))
        self._selector.register(confined.pidfd, selectors.EVENT_READ, lambda: self._bury(tenant))

    def _evict(self, tenant: _Tenant) -> None:
        """The judge hung up: nobody waits for this worker any more."""
        if tenant not in self._tenants:  # both of its events came at once
            return
        self._remove(tenant)
        tenant.end(self._level)
        tenant.connection.close()

    def _bury(self, tenant: _Tenant) -> None:
        """A worker ended by itself: tell the judge how."""
        if tenant not in self._tenants:
            return
        status = tenant.confined.poll()
        if status is None:
            return
        self._remove(tenant)
        tenant.end(self._level)
        with contextlib.suppress(OSError):
            tenant.connection.sendall(msgspec.json.encode({"status": status, "reason": tenant.reason}))
        tenant.connection.close()

    def _remove(self, tenant: _Tenant) -> None:
        self._selector.unregister(tenant.connection)
        self._selector.unregister(tenant.confined.pidfd)
        self._tenants.remove(tenant)

    def _watch_disk(self) -> None:
        for tenant in self._tenants:
            if not tenant.reason and folder_bytes(tenant.box) > tenant.limits.disk_bytes:
                tenant.reason = _DISK_FULL
                tenant.confined.kill()

    def _close(self) -> None:
        for tenant in list(self._tenants):
            self._evict(tenant)


def _receive_request(connection: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """Receive what a worker is wanted for; None from somebody who only asks whether this template is ready."""
    data, descriptors, _, _ = socket.recv_fds(connection, _LARGEST_REQUEST, 4)
    return msgspec.json.decode(data, type=dict[str, Any]) if data else None, descriptors


def warm_up() -> None:
    """Import what lessons import, and use it once where the first use is slow."""
    for name in _PRELOADED:
        importlib.import_module(name)
    sys.modules["torch"].set_num_threads(1)
    rehearse()
    gc.collect()
    gc.freeze()  # a collection in a worker would copy every page of what is shared
    huge_pages.gather()


def main(arguments: list[str]) -> None:
    """Run the template: `arguments` are the descriptors of a listening socket and of a lifeline, and the level."""
    descriptor, lifeline, level = arguments
    warm_up()
    listening = socket.socket(fileno=int(descriptor))
    Template(listening, cast("Level", level)).run(int(lifeline))
