"""Gathers a process's memory into huge pages, so that it forks and ends in less than half the time.

A fork copies the page tables, an entry for each page, and an exit takes them down again. What a template has imported
lies in 60,000 pages of 4 KiB, or in a hundred of 2 MiB.
"""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MAPS: Final = Path("/proc/self/maps")
SIZE: Final = 2**21
"""Bytes of a huge page on x86_64, and on aarch64 with pages of 4 KiB."""

MADV_COLLAPSE: Final = 25  # asm-generic/mman-common.h, since Linux 6.1


def gather() -> None:
    """Gather what this process alone has written; where the kernel cannot, all stays as it was."""
    if MAPS.exists():
        for first, last in _whole_pages(MAPS.read_text(encoding="utf-8", errors="replace")):
            _collapse(first, last)


def _whole_pages(maps: str) -> Iterator[tuple[int, int]]:
    """Yield the addresses between which huge pages fit into private, writable memory that is no file's."""
    for line in maps.splitlines():
        addresses, rights, _, _, inode, *_ = line.split()
        start, end = (int(address, 16) for address in addresses.split("-"))
        first, last = -(-start // SIZE) * SIZE, end // SIZE * SIZE
        if rights == "rw-p" and inode == "0" and first < last:
            yield first, last


def _collapse(first: int, last: int) -> None:
    _libc().madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), MADV_COLLAPSE)


@cache
def _libc() -> Any:
    return ctypes.CDLL(None)
