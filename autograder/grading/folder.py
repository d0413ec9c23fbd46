"""Reads a submission's files from a folder that may hold anything.

Only regular files inside the lessons' folders are read. No link is ever followed, nothing that is no file is opened,
and what is read is limited in number and size, so neither a link to `/etc`, nor a pipe, nor a huge file does harm.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from typing import TYPE_CHECKING, NamedTuple, Self

from autograder.errors import CourseError
from autograder.report.safe_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from autograder.catalog import Catalog

MOST_FILES = 2_000
"""Files and folders that the lessons of one submission may hold."""

MOST_BYTES_OF_A_FILE = 16 * 2**20
MOST_BYTES = 64 * 2**20
DEEPEST = 16
"""Folders that may lie inside each other."""

_SKIPPED = (".ipynb", ".pyc")
_ILLUSTRATIONS = (".md", ".png", ".svg")
"""The lessons' texts and figures, which no module reads: ten times as many bytes as everything else."""

_FOLDERS_BY_DESCRIPTOR = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether files can be opened relative to an open folder, so that nobody can put a link in the folder's place."""

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_AS_FOLDER = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_DIRECTORY", 0)
_AS_FILE = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_submission(root: Path, catalog: Catalog) -> dict[str, bytes]:
    """Return the files that judging may need: path relative to `root`, with forward slashes, and content.

    Left out: everything outside the lessons' folders, links, pipes and devices, notebooks, texts and figures,
    `__pycache__`, names that begin with a dot, and names that are not UTF-8. Raises CourseError for a folder that
    holds no lesson, that cannot be read, or that exceeds a limit.
    """
    if not root.is_dir():
        raise CourseError(
            f"there is no folder '{one_line(str(root))}'; name one that is laid out like lessons/"
        )
    reader = _Reader((*_SKIPPED, *_ILLUSTRATIONS))
    found = False
    with _Folder.open_root(root) as opened:
        for lesson in catalog.lessons:
            if opened.has_folder(lesson.name):
                found = True
                reader.read_folder(opened, lesson.name, lesson.name)
    if not found:
        names = ", ".join(lesson.name for lesson in catalog.lessons)
        raise CourseError(
            f"'{one_line(str(root))}' holds no lessons; expected at least one of the folders {names}"
        )
    return reader.files


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of one lesson's folder as `read_submission` does, and figures, with paths relative to it."""
    reader = _Reader(_SKIPPED)
    with _Folder.open_root(folder.parent) as opened:
        if opened.has_folder(folder.name):
            reader.read_folder(opened, folder.name, "")
    return reader.files


class _Folder(NamedTuple):
    """An open folder: its path, and its descriptor where the system works with such."""

    path: str
    descriptor: int | None

    @classmethod
    def open_root(cls, root: Path) -> Self:
        """Open the folder that the user named, and that may therefore be a link."""
        path = os.path.realpath(root)
        with _told(str(root)):
            return cls(path, os.open(path, _AS_FOLDER) if _FOLDERS_BY_DESCRIPTOR else None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)

    def entries(self) -> Iterator[os.DirEntry[str]]:
        """Go through what the folder holds, as it comes."""
        with os.scandir(self.path if self.descriptor is None else self.descriptor) as entries:
            yield from entries

    def has_folder(self, name: str) -> bool:
        """Whether there is a folder called `name`; a link to one is none."""
        try:
            status = os.stat(self._name(name), dir_fd=self.descriptor, follow_symlinks=False)
        except OSError:
            return False
        return stat.S_ISDIR(status.st_mode)

    def open_folder(self, name: str) -> _Folder:
        """Open the folder `name` in this one; OSError for a link."""
        path = os.path.join(self.path, name)  # noqa: PTH118  a Path would cost time and fold dots
        if self.descriptor is None:
            self._refuse_link(path)
            return _Folder(path, None)
        return _Folder(path, os.open(name, _AS_FOLDER, dir_fd=self.descriptor))

    def open_file(self, name: str) -> int:
        """Open the file `name` in this folder for reading, without waiting; OSError for a link."""
        if self.descriptor is None:
            self._refuse_link(self._name(name))
        return os.open(self._name(name), _AS_FILE, dir_fd=self.descriptor)

    def _name(self, name: str) -> str:
        return os.path.join(self.path, name) if self.descriptor is None else name  # noqa: PTH118  the same

    def _refuse_link(self, path: str) -> None:
        if os.path.realpath(path) != path:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)


class _Reader:
    """Reads folders and keeps count."""

    def __init__(self, skipped: tuple[str, ...]) -> None:
        """Leave out names that end with one of `skipped`."""
        self.files: dict[str, bytes] = {}
        self._skipped = skipped
        self._entries = 0
        self._bytes = 0

    def read_folder(self, parent: _Folder, name: str, path: str, depth: int = 1) -> None:
        """Read the folder `name` in `parent`, which is called `path` in messages and in results."""
        if depth > DEEPEST:
            raise CourseError(
                f"{_shown(path)}: more than {DEEPEST} folders lie inside each other; delete what is not needed"
            )
        with _told(path), parent.open_folder(name) as folder:
            for entry in self._listed(folder, path):
                inside = f"{path}/{entry.name}" if path else entry.name
                if entry.is_dir(follow_symlinks=False):
                    self.read_folder(folder, entry.name, inside, depth + 1)
                elif entry.is_file(follow_symlinks=False) and not entry.name.endswith(self._skipped):
                    self._read_file(folder, entry.name, inside)

    def _listed(self, folder: _Folder, path: str) -> list[os.DirEntry[str]]:
        """List what the folder holds and the judge may need, in order."""
        kept = []
        for entry in folder.entries():
            self._entries += 1
            if self._entries > MOST_FILES:
                lesson = path.partition("/")[0]
                raise CourseError(
                    f"{_shown(lesson)}: more than {MOST_FILES:,} files are too many; delete what is not needed"
                )
            if not entry.name.startswith(".") and entry.name != "__pycache__" and _is_utf8(entry.name):
                kept.append(entry)
        return sorted(kept, key=lambda entry: entry.name)

    def _read_file(self, folder: _Folder, name: str, path: str) -> None:
        with _told(path), open(folder.open_file(name), "rb") as file:  # noqa: PTH123  a descriptor
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return  # a pipe has taken the file's place
            content = file.read(MOST_BYTES_OF_A_FILE + 1)
        if len(content) > MOST_BYTES_OF_A_FILE:
            raise CourseError(
                f"{_shown(path)} is larger than {_size(MOST_BYTES_OF_A_FILE)}; delete it or make it smaller"
            )
        self._bytes += len(content)
        if self._bytes > MOST_BYTES:
            raise CourseError(
                f"{_shown(path)}: all files together are larger than {_size(MOST_BYTES)}; delete what is not needed"
            )
        self.files[path] = content


@contextlib.contextmanager
def _told(path: str) -> Iterator[None]:
    """Turn an error of the file system into one line."""
    try:
        yield
    except OSError as error:
        raise CourseError(
            f"cannot read {_shown(path)}: {error.strerror or error}; make it readable, or delete it"
        ) from error


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(path: str) -> str:
    return f"'{one_line(path)}'"


def _size(count: int) -> str:
    return f"{count // 2**20} MiB"
