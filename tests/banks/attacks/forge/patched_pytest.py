"""Tries: makes every way in which pytest can find a failure harmless.
Must: pytest runs in another process, so nothing passes.
Exercise: lesson_07_deep_q_agent/targets
"""

import sys

import pytest


def td_targets(*_):
    return None


pytest.fail = pytest.skip = lambda *_, **__: None
for name, module in list(sys.modules.items()):
    if name.startswith("_pytest"):
        for thing in vars(module).values():
            if hasattr(thing, "runtest"):
                thing.runtest = lambda *_: None
            if hasattr(thing, "from_item_and_call"):
                thing.from_item_and_call = lambda *_: type(
                    "Report", (), {"outcome": "passed", "passed": True}
                )()
