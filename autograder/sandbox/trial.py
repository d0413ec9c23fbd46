"""Tries a level: judge's side starts a throwaway template behind its wall, which forks one worker that probes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from autograder.sandbox.confine import fork_confined
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.root import BOX

if TYPE_CHECKING:
    from autograder.sandbox.limits import Level

TRIAL_LIMITS: Final = Limits(
    memory_bytes=512 * MIB,
    disk_bytes=8 * MIB,
    files=200,
    file_bytes=4 * MIB,
    open_files=64,
    threads=16,
    cpu_seconds=30,
)
TRIAL_SECONDS: Final = 60.0


class Trial(NamedTuple):
    """How it went."""

    works: bool
    why: str
    """What went wrong, in the words of whoever stumbled; empty if it works."""
    answer: Any
    """What the worker found."""


def try_level(level: Level, *, probing: bool = False) -> Trial:
    """Confine a throwaway process at a level, and let it probe its walls if asked to."""
    from autograder.sandbox.launch import OWN_FILES, launch, own_program  # noqa: PLC0415  judge's side only

    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory(prefix="sandbox-trial-") as scratch:
        box = BOX if level == "full" else scratch
        process = launch(
            own_program("trial", level, box, str(writing), "probing" if probing else ""),
            level=level,
            readable=OWN_FILES,
            keep_fds=[writing],
            env={},
            stderr=subprocess.PIPE,
        )
        os.close(writing)
        deadline = threading.Timer(TRIAL_SECONDS, process.kill)
        deadline.start()
        with os.fdopen(reading, "rb") as answers:
            answer = answers.read()
        _, words = process.communicate()
        deadline.cancel()
    if process.returncode != 0:
        return Trial(False, words.decode(errors="replace").strip() or f"exit code {process.returncode}", None)
    return Trial(True, "", json.loads(answer))


def main() -> None:
    """The throwaway template: the last arguments are level, box, a descriptor for the answer, and what to do."""
    level, box, descriptor, probing = sys.argv[-4:]
    answers = int(descriptor)

    def body() -> None:
        found: list[Any] = []
        if probing:
            from autograder.sandbox.probes import probe  # noqa: PLC0415  only the worker needs it

            found = [finding._asdict() for finding in probe()]
        os.write(answers, json.dumps(found).encode())

    worker = fork_confined(body, level=cast("Level", level), limits=TRIAL_LIMITS, box=box, keep_fds=[answers])
    os.close(answers)
    sys.exit(worker.wait())
