"""Digests of what a proof or a measurement rests on: if one is known, nothing of it has changed since."""

from __future__ import annotations

import hashlib


def digest(*parts: str) -> str:
    """Digest some texts, in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
