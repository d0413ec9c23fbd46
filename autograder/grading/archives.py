"""Unpacks archives that may hold anything.

An archive is refused as a whole, with one line that says why, before or as soon as it does something that no honest
one does: names that lead out of it, links, devices, far more data than it should hold. Entries that only operating
systems need (hidden files, `__MACOSX`, `__pycache__`) are passed over, and an archive inside the archive is a file.
"""

from __future__ import annotations

import gzip
import io
import re
import stat
import struct
import tarfile
import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from autograder.errors import CourseError
from autograder.report.safe_text import one_line, printable

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz")

MOST_BYTES = 100_000_000
"""What an archive may unpack to: nbgrader's own limit for the exchange."""

MOST_PACKED_BYTES = 100_000_000
MOST_ENTRIES = 10_000
MOST_BYTES_OF_A_PATH = 500
MOST_BYTES_OF_A_NAME = 200
DEEPEST = 24
MOST_TIMES = 200
"""How many times larger than its packed data a file of more than a mebibyte may be."""

_RATIO_COUNTS_FROM = 2**20
_CHUNK = 2**16
_MOST_BYTES_OF_A_LIST = 2**22  # of a zip file: 10,000 entries with long names

_LITTER = {"__MACOSX", "__pycache__"}
_ZIP_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_REMEDY = "hand in the lessons alone"
_DRIVE = re.compile("[A-Za-z]:")
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_END_SIZE = 22


def is_archive(path: Path) -> bool:
    """Whether the name `path` ends like an archive's."""
    return path.name.lower().endswith(SUFFIXES)


def stem(name: str) -> str:
    """Return an archive's name without its ending, and any other name as it is."""
    ending = next((suffix for suffix in (".tar.gz", *SUFFIXES) if name.lower().endswith(suffix)), "")
    return name[: len(name) - len(ending)]


def unpack_archive(archive: Path, target: Path) -> None:
    """Unpack `archive` into the new folder `target`; CourseError, with the archive's name, if it is refused."""
    try:
        _unpack(archive, target)
    except _Refusal as refusal:
        raise CourseError(f"cannot take '{one_line(archive.name)}': {refusal}") from refusal
    except Exception as error:  # a damaged archive can make its reader raise anything
        reason = one_line(getattr(error, "strerror", None) or str(error)) or type(error).__name__
        raise CourseError(
            f"cannot unpack '{one_line(archive.name)}': {reason}; pack it again, or hand in a folder"
        ) from error


def _unpack(archive: Path, target: Path) -> None:
    if not is_archive(archive):
        raise _Refusal(f"it is none of {', '.join(SUFFIXES)}; pack it as one of them")
    size = archive.stat().st_size
    if size > MOST_PACKED_BYTES:
        raise _Refusal(f"it has {size:,} bytes; at most {MOST_PACKED_BYTES:,} are taken; {_REMEDY}")
    target.mkdir(parents=True)
    writer = _Writer(target)
    if archive.name.lower().endswith(".zip"):
        _unpack_zip(archive, writer)
    else:
        _unpack_tar(archive, writer)


class _Refusal(Exception):  # noqa: N818  no error of the program
    """Why an archive is not taken."""


class _Writer:
    """Writes entries into a folder, and keeps to the limits."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._claims: dict[str, tuple[str, bool]] = {}
        self._entries = 0
        self._bytes = 0

    def count(self) -> None:
        """Count one entry, whatever it is."""
        self._entries += 1
        if self._entries > MOST_ENTRIES:
            raise _Refusal(f"it holds more than {MOST_ENTRIES:,} entries; {_REMEDY}")

    def add_folder(self, path: PurePosixPath) -> None:
        """Make the folder `path`."""
        self._claim(path, is_folder=True)
        self._target.joinpath(path).mkdir(parents=True, exist_ok=True)

    def add_file(self, path: PurePosixPath, content: IO[bytes], most: int) -> None:
        """Write the file `path`, which must not have more than `most` bytes."""
        self._claim(path, is_folder=False)
        file = self._target.joinpath(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        size = 0
        with file.open("xb") as opened:
            while chunk := content.read(_CHUNK):
                size += len(chunk)
                self._bytes += len(chunk)
                if self._bytes > MOST_BYTES:
                    raise _Refusal(f"it unpacks to more than {MOST_BYTES:,} bytes; {_REMEDY}")
                if size > most:
                    raise _Refusal(f"{_shown(str(path))} unpacks to far more than it says; leave it out")
                opened.write(chunk)

    def _claim(self, path: PurePosixPath, *, is_folder: bool) -> None:
        """Note that `path` is taken; refuse a second file for it, also where a system ignores case."""
        claims = [(str(place), True) for place in reversed(path.parents[:-1])] + [(str(path), is_folder)]
        for claim in claims:
            folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", claim[0]).casefold())
            earlier = self._claims.setdefault(folded, claim)
            if earlier is not claim and (earlier != claim or not claim[1]):
                raise _Refusal(
                    f"{_shown(claim[0])} is there twice, or differs in capitals alone; rename or delete one"
                )


def _unpack_zip(archive: Path, writer: _Writer) -> None:
    with archive.open("rb") as file:
        _refuse_directory(file)
        with zipfile.ZipFile(file) as opened:
            wanted = []
            for entry in opened.infolist():
                writer.count()
                path = _checked(entry.orig_filename)
                _refuse_entry(entry)
                if path is not None:
                    wanted.append((entry, path))
            total = sum(entry.file_size for entry, _ in wanted)
            if total > MOST_BYTES:
                raise _Refusal(f"it unpacks to {total:,} bytes; at most {MOST_BYTES:,} are taken; {_REMEDY}")
            for entry, path in wanted:
                if entry.is_dir():
                    writer.add_folder(path)
                    continue
                most = max(_RATIO_COUNTS_FROM, MOST_TIMES * entry.compress_size)
                if entry.file_size > most:
                    raise _Refusal(
                        f"{_shown(str(path))} unpacks to more than {MOST_TIMES} times its size; leave it out"
                    )
                with opened.open(entry) as content:
                    writer.add_file(path, content, entry.file_size)


def _refuse_entry(entry: zipfile.ZipInfo) -> None:
    name = _shown(entry.orig_filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise _Refusal(f"{name} is a link or a device; put the file itself in its place")
    if entry.flag_bits & _ENCRYPTED:
        raise _Refusal(f"{name} is encrypted; pack it without a password")
    if entry.compress_type not in _ZIP_METHODS:
        raise _Refusal(f"{name} is packed in an unusual way; pack it as an ordinary zip file")


def _refuse_directory(file: IO[bytes]) -> None:
    """Refuse a zip file with so long a list of entries that reading it would take memory and time.

    Looks where `zipfile` looks for the end of the list.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_SIZE - 2**16 - 20))
    tail = file.read()
    at = len(tail) - _END_SIZE
    if at < 0 or tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise _Refusal("it is no zip file; pack it again")
    (length,) = struct.unpack_from("<L", tail, at + 12)
    if length > _MOST_BYTES_OF_A_LIST or tail[max(0, at - 20) : at].startswith(_END_64):
        raise _Refusal(f"it holds more than {MOST_ENTRIES:,} entries; {_REMEDY}")


def _unpack_tar(archive: Path, writer: _Writer) -> None:
    most = MOST_BYTES + 1024 * MOST_ENTRIES
    with archive.open("rb") as file:
        if archive.name.lower().endswith(".tar"):
            _unpack_stream(_Metered(file, most), writer)
            return
        most = min(most, max(_RATIO_COUNTS_FROM, MOST_TIMES * archive.stat().st_size))
        with gzip.open(file) as plain:
            _unpack_stream(_Metered(plain, most), writer)


def _unpack_stream(stream: _Metered, writer: _Writer) -> None:
    """Unpack a tar file from front to back, because seeking would decompress it more than once."""
    with tarfile.open(fileobj=stream, mode="r|") as opened:
        for entry in opened:
            writer.count()
            path = _checked(entry.name)
            if not entry.isdir() and (not entry.isreg() or entry.issparse()):
                raise _Refusal(
                    f"{_shown(entry.name)} is a link or a device; put the file itself in its place"
                )
            if path is None:
                continue
            if entry.isdir():
                writer.add_folder(path)
            elif (content := opened.extractfile(entry)) is not None:
                writer.add_file(path, content, entry.size)


class _Metered(io.RawIOBase):
    """Reads `most` bytes of `file`, and no more: what tarfile reads itself, such as long names, counts as well."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, most: int) -> None:
        self._file = file
        self._most = most
        self._left = most

    def read(self, size: int = -1, /) -> bytes:
        """Read at most `size` bytes."""
        content = self._file.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(content)
        if self._left < 0:
            limit = min(self._most, MOST_BYTES)
            raise _Refusal(f"it unpacks to more than {limit:,} bytes, which is too much; {_REMEDY}")
        return content


def _checked(name: str) -> PurePosixPath | None:
    """Return an entry's path; None for one that nobody needs. Refuses what leads elsewhere or cannot be a name."""
    if printable(name) != name or "\n" in name or "\t" in name:
        raise _Refusal(f"{_shown(name)} has characters that no name should have; rename it")
    if "\\" in name:
        raise _Refusal(f"{_shown(name)} has a backslash; rename it, or pack it with another program")
    if name.startswith("/") or _DRIVE.match(name):
        raise _Refusal(f"{_shown(name)} is an absolute path; pack the folder itself")
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise _Refusal(f"{_shown(name)} leads out of the archive; pack the folder itself")
    if len(parts) > DEEPEST or len(name.encode()) > MOST_BYTES_OF_A_PATH:
        raise _Refusal(f"{_shown(name)} is too deep or too long a path; shorten it")
    if any(len(part.encode()) > MOST_BYTES_OF_A_NAME for part in parts):
        raise _Refusal(f"{_shown(name)} is too long a name; shorten it")
    unwanted = any(part in _LITTER or part.startswith(".") for part in parts)
    return None if unwanted or not parts else PurePosixPath(*parts)


def _shown(name: str) -> str:
    return f"'{one_line(name, 80)}'"
