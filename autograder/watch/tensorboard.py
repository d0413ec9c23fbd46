"""TensorBoard for the logs that notebooks and scripts write under lessons/."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from autograder.paths import LESSONS, ROOT
from autograder.watch.events import Noticed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ADDRESS = re.compile(r"TensorBoard \S+ at (https?://\S+)")
_NOTHING_LOGGED = "nothing is logged yet: pass a SummaryWriter('runs/...') to a training as its writer"


def has_logs(folder: Path) -> bool:
    """Whether a training has logged anything below `folder`."""
    return any(folder.rglob("events.out.tfevents.*"))


def command(folder: Path, *options: str) -> list[str]:
    """Return the command that shows the logs below `folder`."""
    return [sys.executable, "-m", "tensorboard.main", "--logdir", str(folder), *options]


class TensorBoard:
    """A TensorBoard of our own, from when it is first asked for until it is closed."""

    def __init__(self, post: Callable[[Noticed], None], folder: Path = LESSONS) -> None:
        """Show the logs under `folder`; `post` takes what there is to say."""
        self._post = post
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._listener: threading.Thread | None = None
        self._address = ""

    def start(self) -> str:
        """Start it unless it runs; return what to say meanwhile."""
        if self._process is not None and self._process.poll() is None:
            return f"TensorBoard: {self._address}" if self._address else "TensorBoard is starting ..."
        if not has_logs(self._folder):
            return _NOTHING_LOGGED
        self._process = subprocess.Popen(
            command(self._folder),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        self._address = ""
        self._listener = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()
        return "TensorBoard is starting ..."

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        if self._listener is not None:
            self._listener.join()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        """Read what it says until it ends, and tell its address."""
        last = ""
        with process:
            for line in process.stderr or ():
                last = line.strip() or last
                if found := _ADDRESS.search(line):
                    self._address = found[1]
                    self._post(Noticed(f"TensorBoard: {self._address}"))
        if not self._address:
            self._post(Noticed(f"TensorBoard did not start: {last}"))
