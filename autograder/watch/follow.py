"""From saved files to the exercises whose checks they can affect."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from watchfiles import watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from autograder.paths import SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from autograder.catalog import Catalog, Exercise

STEP_MS = 20
"""An editor writes a file in several steps: its events are taken together until there is none for so long."""

LONGEST_SAVE_MS = 200
"""After so long they are told all the same: something else, such as a training's log, may write without end."""

GLANCE_MS = 1_000
"""How often to look at the files themselves, in case that no events arrive."""

POLL_SECONDS = 0.2
"""How often to look where it is known that no events arrive."""

Stamps = dict[Path, tuple[int, int]]


class Affected(NamedTuple):
    """What saved files concern: exercises that were saved, those that build on them, and what to say besides."""

    saved: tuple[Exercise, ...]
    dependants: tuple[Exercise, ...]
    notices: tuple[str, ...]


def affected(
    files: Iterable[Path],
    lessons: Path,
    catalog: Catalog,
    is_started: Callable[[Exercise], bool],
    solutions: Path = SOLUTIONS,
) -> Affected:
    """Tell which exercises the saved `files` of the folder `lessons` concern, in the order of the course.

    A module of the student's own may be imported by any exercise of its lesson; what ships with the course is taken
    from the course itself. Dependants and importers count if they have been started.
    """
    saved: set[str] = set()
    notices = []
    for file in sorted(files):
        name = file.relative_to(lessons)
        exercise = next((one for one in catalog.exercises if one.file == name.as_posix()), None)
        if exercise is not None:
            saved.add(exercise.id)
        elif (solutions / name).is_file():
            notices.append(f"{name.as_posix()} belongs to the course: the checks use their own copy of it")
        else:
            users = [one for one in catalog.exercises if one.lesson == name.parts[0] and is_started(one)]
            saved |= {one.id for one in users}
    building = [
        one
        for one in catalog.exercises
        if one.id not in saved and saved & set(one.requires) and is_started(one)
    ]
    return Affected(
        tuple(one for one in catalog.exercises if one.id in saved), tuple(building), tuple(notices)
    )


class Follower:
    """Tells which Python files of a folder were saved, from a thread of its own, until it is closed."""

    def __init__(self, folder: Path, tell: Callable[[list[Path]], None], *, poll: bool = False) -> None:
        """Follow `folder` and call `tell` with the files of each save; with `poll`, rely on no events."""
        self._folder = folder
        self._tell = tell
        self._poll = poll
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="follower", daemon=True)

    def start(self) -> None:
        """Begin: what is saved from now on is told."""
        self._seen = stamps(self._folder)
        self._thread.start()

    def close(self) -> None:
        """Tell nothing more."""
        self._closed.set()
        self._thread.join()

    def _follow(self) -> None:
        for _ in self._wake_ups():
            now = stamps(self._folder)
            changed = [
                file for file in now.keys() | self._seen.keys() if now.get(file) != self._seen.get(file)
            ]
            self._seen = now
            if changed:
                self._tell(sorted(changed))

    def _wake_ups(self) -> Iterator[None]:
        """Yield when the files may have changed."""
        if not self._poll:
            # There may be no room for one more watch, or a folder may vanish: then look again and again.
            with contextlib.suppress(OSError, WatchfilesRustInternalError):
                yield from self._events()
        while not self._closed.wait(POLL_SECONDS):
            yield

    def _events(self) -> Iterator[None]:
        """Yield for each event, and now and then to look at the files themselves.

        If a change is found so before any event has ever arrived, then none will: that ends it.
        """
        arrive = False
        for events in watch(
            self._folder,
            watch_filter=None,
            step=STEP_MS,
            debounce=LONGEST_SAVE_MS,
            rust_timeout=GLANCE_MS,
            yield_on_timeout=True,
            stop_event=self._closed,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            arrive = arrive or bool(events)
            missed = not arrive and stamps(self._folder) != self._seen
            yield
            if missed:
                return


def stamps(folder: Path) -> Stamps:
    """Return time and size of every Python file under `folder`, but for those in hidden folders and caches."""
    found: Stamps = {}
    for parent, folders, names in os.walk(folder):  # unlike rglob, it goes on if a folder vanishes meanwhile
        folders[:] = [name for name in folders if not name.startswith((".", "__pycache__"))]
        for name in names:
            file = Path(parent, name)
            if file.suffix == ".py" and not name.startswith("."):
                with contextlib.suppress(OSError):
                    status = file.stat()
                    found[file] = (status.st_mtime_ns, status.st_size)
    return found
