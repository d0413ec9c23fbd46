"""Fingerprints of all that a verdict depends on, by which an unchanged submission is known."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import autograder
from autograder.judge import versions
from autograder.paths import CHECKS, MANIFEST, SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_JUDGES_FILES = ("*.py", "*.safetensors", "*.json")


def fingerprint(files: Mapping[str, bytes], exercises: Sequence[str] = ()) -> str:
    """Fingerprint of a submission's files, of the exercises (ids) that are judged, and of the judge's side."""
    digest = hashlib.sha256(_of_judge())
    for text in exercises:
        digest.update(b"\0" + text.encode())
    for name, content in sorted(files.items()):
        # With the length, so that no content can pass for the next file's name.
        digest.update(b"\0" + name.encode() + f"\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@cache
def _of_judge() -> bytes:
    """Fingerprint of the judge's side: versions, manifest, checks, solutions, and the autograder's own modules."""
    digest = hashlib.sha256(repr(sorted(versions().items())).encode())
    folders = (CHECKS, SOLUTIONS, Path(autograder.__file__).parent)
    files = (file for folder in folders for kind in _JUDGES_FILES for file in folder.rglob(kind))
    for file in (MANIFEST, *sorted(files)):
        digest.update(b"\0" + file.name.encode() + b"\0" + file.read_bytes())
    return digest.digest()
