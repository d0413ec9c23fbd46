"""Tries: puts an object that answers everything in the place of its own module.
Must: what the judge gets is a handle, and what it answers is compared as plain values.
Exercise: lesson_07_deep_q_agent/replay_buffer
"""

import sys
from unittest import mock


class Everything(mock.MagicMock):
    """Has every attribute and every length."""

    __len__ = lambda _: 5
    __eq__ = lambda *_: True
    __hash__ = mock.MagicMock.__hash__


sys.modules[__name__] = Everything()
for name in ("pytest", "autograder.checks", "autograder.worker.serve", "__main__"):
    sys.modules[name] = sys.modules[__name__]
