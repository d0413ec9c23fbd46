"""The language in which the course speaks to a student: English, or Simplified Chinese where that is wanted.

Language is a matter of the face alone: reports, banks, verdicts and whatever is stored stay English, and are translated
where they are shown. Two functions do so:

- `_` for a label of the face itself: `_("{n} of {total} points").format(n=3, total=4)`. Labels have a context of their
  own in the catalogue: the key called `list` says nothing about a value that is called so.
- `translated` for a text that comes from elsewhere: a check's statement, a diagnosis, a hint, an error. Such texts are
  written as plain strings and f-strings, without any mark-up, so that authors of checks need not know of translation.
  An f-string is in the catalogue as its *template*, `{name}: the shape for {N} states`; a text that fits a template is
  put together anew from the translation, with the same values, each of them translated as well if that is possible.

What has no translation is shown in English.
"""

from __future__ import annotations

import functools
import gettext
import os
import string
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from autograder.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VARIABLE = "COURSE_LANG"
"""Environment variable that chooses the language; `course --lang` sets it, so that child processes speak it, too."""

LANGUAGES = ("en", "zh")
LOCALE = Path(__file__).resolve().parent / "locale"
CHINESE = LOCALE / "zh_Hans" / "LC_MESSAGES" / "course.mo"
"""The compiled catalogue. It is committed: a clone needs no step to make it, and no right to write."""

LABEL = "label"
"""The labels' context in the catalogue."""

FEWEST_LETTERS = 3
"""A template with fewer letters, such as `{name}: {text}`, would fit texts that it is not about."""

_LONGEST = 1_000
"""Characters of a text that is held against templates: what a student's code says may be longer, and nest deeply."""

_AFTER_CONTEXT = "\x04"  # what gettext puts between a context and a text
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def chosen() -> str:
    """Return the language to speak: what COURSE_LANG says, else what the locale does; English by default."""
    said = os.environ.get(VARIABLE) or next(filter(None, map(os.environ.get, _LOCALE_VARIABLES)), "")
    return "zh" if said.lower().startswith("zh") else "en"


def choose(language: str) -> None:
    """Speak `language` from now on, also in processes that are started; CourseError if there is no such language."""
    if language not in LANGUAGES:
        raise CourseError(f"there is no language '{language}'; there are: {', '.join(LANGUAGES)}")
    os.environ[VARIABLE] = language


def _(label: str) -> str:
    """Translate a label of a face; placeholders such as {n} stay, for `format`."""
    return _translator(chosen()).label(label)


def N_(label: str) -> str:  # noqa: N802  gettext's usual name for it
    """Mark a label for the catalogue where it is defined, and leave it; it is translated where it is shown."""
    return label


def translated(text: str) -> str:
    """Translate a text that was written in English elsewhere, as it is or by the template that it fits."""
    return _translator(chosen()).translated(text)


def translated_lines(message: str) -> str:
    """Translate a report's message, line by line."""
    return "\n".join(map(translated, message.splitlines()))


LABELS = (N_("likely: "), N_("look at: "), N_("hint: "), N_("next: "))
"""What lines of a report's messages begin with."""


def label_of(line: str) -> tuple[str, str]:
    """Split a line of a report's message into its label, "" if it has none, and the rest."""
    label = next((label for label in LABELS if line.startswith(label)), "")
    return label, line[len(label) :]


class Template(NamedTuple):
    """A text with gaps: its literal parts, one more than there are gaps, and the gaps' names."""

    literals: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Template | None:
        """Read `{name}` in a text as gaps; None if it has none, or braces that mean something else."""
        if "{" not in text:
            return None
        literals, names = [""], []
        try:
            parts = list(string.Formatter().parse(text))
        except ValueError:
            return None
        for literal, name, _spec, _conversion in parts:
            literals[-1] += literal
            if name is not None:
                if not name.isidentifier() and not name.isdigit():
                    return None
                names.append(name)
                literals.append("")
        return cls(tuple(literals), tuple(names)) if names else None

    @property
    def letters(self) -> int:
        """How many letters it has outside of its gaps."""
        return sum(char.isalpha() for literal in self.literals for char in literal)

    def match(self, text: str) -> dict[str, str] | None:
        """Return what stands in the gaps if `text` fits the template; None otherwise.

        The literal parts are looked for from left to right, each once: time is linear whatever a student wrote.
        """
        first, *middle, last = self.literals
        place, end = len(first), len(text) - len(last)
        if place > end or not text.startswith(first) or not text.endswith(last):
            return None
        values = []
        for literal in middle:
            found = text.find(literal, place, end)
            if found < 0:
                return None
            values.append(text[place:found])
            place = found + len(literal)
        return dict(zip(self.names, [*values, text[place:end]], strict=True))

    def fill(self, values: Mapping[str, str]) -> str:
        """Put `values` into the gaps."""
        filled = (values[name] + literal for name, literal in zip(self.names, self.literals[1:], strict=True))
        return self.literals[0] + "".join(filled)


class Translator:
    """Translates by a catalogue: English texts, whole or as templates, and what they are in the other language."""

    def __init__(self, catalogue: Mapping[str, str]) -> None:
        """Translate by `catalogue`."""
        self._catalogue = catalogue

    def label(self, text: str) -> str:
        """Return the entry for the label `text`, or `text`."""
        return self._catalogue.get(f"{LABEL}{_AFTER_CONTEXT}{text}", text)

    def translated(self, text: str) -> str:
        """Translate `text` as it is, or what follows its label, or by the most specific template that it fits.

        Else its parts are translated: texts that were joined by semicolons or a colon.
        """
        if text in self._catalogue:
            return self._catalogue[text]
        if not self._catalogue or len(text) > _LONGEST:
            return text
        label, rest = label_of(text)
        if label:
            return self.label(label) + self.translated(rest)
        for template, translation in self._templates:
            values = template.match(text)
            if values is not None:
                return translation.fill({name: self.translated(value) for name, value in values.items()})
        for separator in ("; ", ": "):
            parts = text.split(separator)
            if len(parts) > 1:
                return separator.join(map(self.translated, parts))
        return text

    @functools.cached_property
    def _templates(self) -> list[tuple[Template, Template]]:
        """All templates with their translations, those with the most literal characters first."""
        texts = (entry for entry in self._catalogue.items() if _AFTER_CONTEXT not in entry[0])
        found = [pair for entry in texts if (pair := _pair(*entry)) is not None]
        return sorted(found, key=lambda pair: -sum(map(len, pair[0].literals)))


def _pair(text: str, translation: str) -> tuple[Template, Template] | None:
    """Read an entry as a template and its translation; None if it is none, or too vague to be one."""
    template = Template.of(text)
    if (
        template is None
        or template.letters < FEWEST_LETTERS
        or len(set(template.names)) < len(template.names)
    ):
        return None
    other = Template.of(translation) or Template((translation,), ())
    return (template, other) if set(other.names) <= set(template.names) else None


@functools.cache
def _translator(language: str) -> Translator:
    """Load a language's catalogue when it is first needed; English needs none."""
    if language == "en" or not CHINESE.is_file():
        return Translator({})
    with CHINESE.open("rb") as file:
        return Translator(dict(_Entries(file).entries()))


class _Entries(gettext.GNUTranslations):
    """The standard library's reader of `.mo` files; what it read can be walked over."""

    def entries(self) -> Iterator[tuple[str, str]]:
        """Walk over texts and translations, without the header."""
        read: dict[object, str] = self._catalog  # type: ignore[attr-defined]  # what its lookups use
        for text, translation in read.items():
            if isinstance(text, str) and text:
                yield text, translation


def read_catalogue(content: bytes) -> Translator:
    """Make a translator from the content of a `.mo` file."""
    import io  # noqa: PLC0415  only the generator needs it

    return Translator(dict(_Entries(io.BytesIO(content)).entries()))
