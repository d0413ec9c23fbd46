"""The catalogue of translations, a gettext `.po` file: brought up to date, filled in, compiled, and looked through.

Babel does the work. An entry whose English has changed a little keeps its translation, marked `fuzzy`, with the English
that it was made for: it counts as untranslated until somebody has looked at it and taken the mark away.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from babel.messages import Catalog as Messages
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, denormalize, read_po, write_po

from autograder.authoring.translation.sources import sources
from autograder.errors import CourseError
from autograder.language import CHINESE, LABEL, Template
from autograder.paths import ROOT
from autograder.student import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from babel.messages.catalog import Message

    from autograder.catalog import Catalog

PO_FILE = CHINESE.with_suffix(".po")
_HEADER = """\
# Simplified Chinese of the course: what students read, English in msgid, Chinese in msgstr.
# Written by `nox -s translate`, which keeps what is translated; see docs/authoring/index.md."""
_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""A fixed date in the header: the file changes only where a text does."""

_WIDTH = 110


class Problem(NamedTuple):
    """An entry that wants work."""

    text: str
    files: tuple[str, ...]
    what: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.files[0] if self.files else 'nowhere'}: {self.what}: {self.text!r}"


class Pending(msgspec.Struct, frozen=True):
    """An untranslated entry, as it is handed to a translator; `before` is what stood for an earlier English text."""

    msgid: str
    files: tuple[str, ...]
    kinds: tuple[str, ...]
    before: str = ""


def template(catalog: Catalog) -> Messages:
    """Collect all texts of the course as an empty catalogue, each once, with its files and kinds."""
    messages = _empty()
    for source in sources(catalog):
        context = LABEL if source.kind == LABEL else None
        messages.add(source.text, locations=[(source.file, 0)], auto_comments=[source.kind], context=context)
    for message in messages:
        message.locations = sorted(set(message.locations))
        message.auto_comments = list(dict.fromkeys(message.auto_comments))
    return messages


def read(file: Path = PO_FILE) -> Messages:
    """Read the catalogue, an empty one if there is none yet; CourseError if it is no `.po` file."""
    if not file.is_file():
        return _empty()
    try:
        with file.open("rb") as content:
            messages = read_po(content, locale="zh_Hans", domain="course", abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise CourseError(
            f"{file.relative_to(ROOT)} is no catalogue: {error}; restore it from git"
        ) from error
    for message in messages:
        _restore_previous(message)
    return messages


def write(messages: Messages, file: Path = PO_FILE) -> None:
    """Write the catalogue and what is compiled from it."""
    write_atomically(file, po_bytes(messages))
    write_atomically(file.with_suffix(".mo"), mo_bytes(messages))


def po_bytes(messages: Messages) -> bytes:
    """Return the content of the `.po` file: sorted by files, without line numbers, so that few lines ever change."""
    messages.header_comment = _HEADER
    messages.creation_date = messages.revision_date = _DATE
    for message in messages:
        # Babel takes a text with a per cent sign for a format, and the header for one to be looked at.
        message.flags -= {"python-format", "python-brace-format"} if message.id else {"fuzzy"}
    content = io.BytesIO()
    write_po(
        content,
        messages,
        width=_WIDTH,
        sort_by_file=True,
        ignore_obsolete=True,
        include_previous=True,
        include_lineno=False,
    )
    return content.getvalue()


def mo_bytes(messages: Messages) -> bytes:
    """Return the content of the `.mo` file: what is translated, without what is fuzzy."""
    messages.creation_date = messages.revision_date = _DATE
    content = io.BytesIO()
    write_mo(content, messages)
    return content.getvalue()


def problems(messages: Messages, wanted: Messages) -> list[Problem]:
    """List what is missing in the catalogue, given a fresh template: what is new, stale, untranslated or malformed."""
    known, asked = keys(messages), keys(wanted)
    found = [
        _problem(message, "is new: nox -s translate")
        for message in wanted
        if message.id and _key(message) not in known
    ]
    for message in messages:
        if not message.id:
            continue
        if _key(message) not in asked:
            found.append(_problem(message, "is obsolete, its text is gone: nox -s translate"))
        elif message.fuzzy:
            found.append(
                _problem(message, "is stale, its English has changed: look at it, then delete the fuzzy mark")
            )
        elif not message.string:
            found.append(_problem(message, "is not translated"))
        elif wrong := misfit(str(message.id), str(message.string)):
            found.append(_problem(message, wrong))
    return found


def misfit(text: str, translation: str) -> str | None:
    """Say what keeps `translation` from standing in for `text`: other placeholders; None if it fits."""
    wanted, got = Template.of(text), Template.of(translation)
    names, others = (sorted(one.names) if one else [] for one in (wanted, got))
    if names != others:
        return f"has other placeholders in its translation: expected {names}, got {others}"
    return None


def pending(messages: Messages) -> list[Pending]:
    """List the entries that are to be translated, as plain data."""
    return [
        Pending(
            msgid=str(message.id),
            files=tuple(file for file, _ in message.locations),
            kinds=tuple(message.auto_comments),
            before=str(message.string or ""),
        )
        for message in messages
        if message.id and (message.fuzzy or not message.string)
    ]


def fill(messages: Messages, translations: dict[str, str]) -> int:
    """Put translations into the catalogue, by their English, for labels and texts alike; return how many changed it.

    Raises CourseError for a text that the course does not have and for placeholders that do not fit; then nothing is
    changed.
    """
    entries: dict[str, list[Message]] = {}
    for message in messages:
        entries.setdefault(str(message.id), []).append(message)
    for text, translation in translations.items():
        if not text or text not in entries:
            raise CourseError(
                f"the course has no text {text!r}; take texts from --pending, after nox -s translate"
            )
        if wrong := misfit(text, translation):
            raise CourseError(f"the translation of {text!r} {wrong}")
    changed = 0
    for text, translation in translations.items():
        for message in entries[text]:
            if translation and (message.fuzzy or message.string != translation):
                message.string = translation
                message.flags.discard("fuzzy")
                message.previous_id = []
                changed += 1
    return changed


def _restore_previous(message: Message) -> None:
    """Find the English that a stale translation was made for: Babel writes it, but reads it as a comment."""
    lines = [
        comment.removeprefix("|").strip() for comment in message.user_comments if comment.startswith("|")
    ]
    if lines:
        message.previous_id = [denormalize("\n".join(lines).removeprefix("msgid ").strip())]
        message.user_comments = [comment for comment in message.user_comments if not comment.startswith("|")]


def keys(messages: Messages) -> set[tuple[str, str | None]]:
    """Collect what tells entries from each other: the English, and the context."""
    return {_key(message) for message in messages if message.id}


def _key(message: Message) -> tuple[str, str | None]:
    return str(message.id), message.context


def _problem(message: Message, what: str) -> Problem:
    return Problem(str(message.id), tuple(file for file, _ in message.locations), what)


def _empty() -> Messages:
    return Messages(
        locale="zh_Hans",
        domain="course",
        project="deep-q-course",
        header_comment=_HEADER,
        creation_date=_DATE,
        revision_date=_DATE,
        fuzzy=False,
    )
