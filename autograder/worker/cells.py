"""A notebook's cells, run by IPython in a worker: no kernel with sockets of its own, but the same outputs.

What a cell prints, shows, returns and raises is collected as nbformat describes outputs, in order and up to a limit.
"""

from __future__ import annotations

import base64
import os
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type

from autograder.worker import notebook_aids

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_OUTPUT = 1 << 20
"""Characters that a cell may put out; what follows is left out."""

Output = dict[str, Any]


class Collector:
    """Collects one cell's outputs."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self._left = MOST_OUTPUT

    def add(self, output: Output, size: int) -> None:
        """Take an output, unless the cell has put out too much already."""
        if self._left > 0:
            self._left -= size
            self.outputs.append(output)

    def add_text(self, name: str, text: str) -> None:
        """Take what was written to the stream `name`, together with what was written just before."""
        text = text[: max(0, self._left)]
        last = self.outputs[-1] if self.outputs else {}
        if text and last.get("output_type") == "stream" and last["name"] == name:
            self._left -= len(text)
            last["text"] += text
        elif text:
            self.add({"output_type": "stream", "name": name, "text": text}, len(text))


class _Stream:
    """What stands for standard output or standard error while a cell runs."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, collector: Collector) -> None:
        self.name = name
        self._collector = collector

    def write(self, text: str) -> int:
        self._collector.add_text(self.name, text)
        return len(text)

    def writelines(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True


class _Hook(DisplayHook):
    """Collects the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """Write none: the notebook has its own."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Take the value in all its formats."""
        data = _plain(format_dict)
        output = {"output_type": "execute_result", "data": data, "metadata": _plain(md_dict or {})}
        _Shell.collector.add(output, sum(map(len, data.values())))


class _Publisher(DisplayPublisher):
    """Collects what a cell displays."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        """Take what is shown in all its formats."""
        shown = _plain(data)
        output = {"output_type": "display_data", "data": shown, "metadata": _plain(metadata or {})}
        _Shell.collector.add(output, sum(map(len, shown.values())))

    def clear_output(self, wait: bool = False) -> None:
        """Keep everything: a report may show more than a screen would."""


class _Shell(InteractiveShell):
    """IPython without a terminal, without a history file, and with its tracebacks as outputs."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    collector: ClassVar[Collector] = Collector()

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: `%matplotlib inline` needs no loop of events."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        lines = [str(line) for line in stb]
        error = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": lines}
        self.collector.add(error, sum(map(len, lines)))


class Cells:
    """One notebook's session."""

    def __init__(self) -> None:
        """Start IPython, as if for the first cell of a fresh notebook."""
        sys.modules |= {"autograder.notebook": notebook_aids, "autograder.nbgrader": notebook_aids}
        # A kernel's backend, which shows figures without being told to.
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        InteractiveShell.clear_instance()
        self._shell = _Shell.instance(history_load_length=0, colors="nocolor")
        self._shell.history_manager.enabled = False

    def run(self, source: str) -> list[Output]:
        """Run a cell; return its outputs."""
        _Shell.collector = collector = Collector()
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream("stdout", collector), _Stream("stderr", collector)
        try:
            result = self._shell.run_cell(source, store_history=True)
        finally:
            sys.stdout, sys.stderr = before
        if not result.success and not any(one["output_type"] == "error" for one in collector.outputs):
            # It failed without a word, because what shows tracebacks was changed, or put out too much before.
            collector.outputs.append(
                {"output_type": "error", "ename": "Error", "evalue": "the cell failed", "traceback": []}
            )
        return collector.outputs


def _plain(bundle: dict[str, Any]) -> dict[str, str]:
    """Keep of a bundle of formats what is text, and pictures as the text that notebooks hold."""
    texts = {
        str(kind): base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in bundle.items()
    }
    return {kind: str(value) for kind, value in texts.items() if isinstance(value, str)}
