"""`course translate`: the catalogue brought up to date, filled in from files, and what it and the READMEs lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from autograder.authoring.translation import catalogue, readmes
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.student import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

_MOST_SHOWN = 20


def translate(console: Console, pending: Path | None, fill: Sequence[Path]) -> bool:
    """Update the catalogue, take in the files of translations `fill`, and write what is left to `pending`.

    Returns whether everything is translated. Raises CourseError for a file that does not fit; then the catalogue has
    nothing of that file.
    """
    wanted = catalogue.template(load_catalog())
    messages = catalogue.read()
    before = catalogue.keys(messages)
    messages.update(wanted)
    catalogue.write(messages)
    for file in fill:
        changed = catalogue.fill(messages, _read(file))
        catalogue.write(messages)
        console.print(f"took {changed} translations from {file}", markup=False, soft_wrap=True)
    left = catalogue.pending(messages)
    problems = [*readmes.problems(), *catalogue.problems(messages, wanted)]
    for problem in problems[:_MOST_SHOWN]:
        console.print(f"✗ {problem}", markup=False, soft_wrap=True)
    if len(problems) > _MOST_SHOWN:
        console.print(f"… and {len(problems) - _MOST_SHOWN} more: --pending FILE writes all of them")
    if pending is not None:
        write_atomically(pending, msgspec.json.format(msgspec.json.encode(left), indent=2) + b"\n")
        console.print(f"wrote {len(left)} entries to {pending}", markup=False, soft_wrap=True)
    entries = catalogue.keys(messages)
    stale = sum(bool(message.fuzzy) for message in messages if message.id)
    console.print(
        f"translate: {len(entries)} entries, {len(entries) - len(left)} translated, {len(left) - stale} untranslated, "
        f"{stale} stale; {len(before - entries)} obsolete ones removed",
        soft_wrap=True,
    )
    return not problems


def _read(file: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    except OSError as error:
        raise CourseError(f"cannot read {file}: {error.strerror}; name a JSON file") from error
    except msgspec.MsgspecError as error:
        raise CourseError(f"{file}: expected an object of English and Chinese texts: {error}") from error
