"""Checks the links of the built site: every one leads to a file and an anchor that are there, and nothing is fetched.

MkDocs checks the links of Markdown texts; this looks at the pages as a browser gets them, and so also at what hooks,
the theme and embedded HTML put into them.
"""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FETCHED_BY = {"script", "img", "iframe", "source", "video", "audio", "object", "embed"}
_FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


class Target(NamedTuple):
    """What a page refers to."""

    url: str
    is_fetched: bool
    """Whether a browser fetches it by itself, and not only when it is clicked on."""


class PageReader(HTMLParser):
    """Collects the anchors and the references of one page of HTML, and its pictures without a description."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.targets: list[Target] = []
        self.undescribed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        given = {name: value or "" for name, value in attrs}
        self.anchors.update(given[name] for name in ("id", "name") if given.get(name))
        fetched = tag in _FETCHED_BY or bool(_FETCHED_LINKS & set(given.get("rel", "").split()))
        self.targets += [Target(given[name], fetched) for name in ("href", "src") if given.get(name)]
        if tag == "img" and not given.get("alt"):
            self.undescribed.append(given.get("src", ""))


def problems(site: Path) -> list[str]:
    """Return a line for each link of the site in the folder `site` that leads nowhere, or fetches from elsewhere."""
    pages = {path.relative_to(site).as_posix(): _read(path) for path in sorted(site.rglob("*.html"))}
    return [
        f"{name}: {problem}" for name, page in pages.items() for problem in _problems(name, page, pages, site)
    ]


def _read(path: Path) -> PageReader:
    reader = PageReader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


def _problems(name: str, page: PageReader, pages: dict[str, PageReader], site: Path) -> Iterator[str]:
    for picture in page.undescribed:
        yield f"the picture '{picture}' has no description; add one in its square brackets"
    for url, is_fetched in dict.fromkeys(page.targets):
        parts = urlsplit(url)
        if parts.scheme == "data":
            continue
        if parts.scheme or parts.netloc:
            if is_fetched:
                yield f"'{url}' would be fetched from elsewhere; the site has to be readable offline"
            continue
        # "/" is where the site is served; only the page for what is not found refers to it.
        target = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), unquote(parts.path))).lstrip(
            "/"
        )
        target = target if parts.path else name
        if (site / target).is_dir():
            target = posixpath.join(target, "index.html")
        if not (site / target).is_file():
            yield f"'{url}' leads nowhere; mend the link, or what it leads to"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
            yield f"'{url}' leads to no heading; mend the part after #"
