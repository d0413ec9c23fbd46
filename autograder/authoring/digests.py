"""Digests of what a proof or a measurement rests on: if one is known, nothing of it has changed since."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def digest(*parts: str) -> str:
    """Digest some texts, in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def shared_by_checks(folder: Path) -> list[Path]:
    """List the modules in a folder of checks that hold no checks themselves: what its checks may import."""
    return [file for file in folder.rglob("*.py") if not file.name.startswith("test_")]
