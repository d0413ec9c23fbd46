"""Called by MkDocs while it builds the site: adds the lessons' texts, fills in what is generated, checks all links.

A page says `<!-- generated: NAME -->` on a line of its own where something from `GENERATED` belongs.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from autograder.catalog import load_catalog
from autograder.paths import LESSONS, ROOT
from autograder.site.commands import course_commands, nox_sessions
from autograder.site.course_map import exercises_tables, lesson_page, lesson_title, lessons_table
from autograder.site.enforcement import acts_table
from autograder.site.formulas import draw_formulas
from autograder.site.links import problems
from autograder.site.prerequisites import prerequisites_picture
from autograder.site.reference import lesson_modules

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

LESSONS_SECTION: Final = "The course"
"""The section of the navigation at whose end the lessons' texts stand."""

EXPERT: Final = "lessons/expert/README.md"

GENERATED: Final[dict[str, Callable[[], str]]] = {
    "lessons": lambda: lessons_table(load_catalog()),
    "exercises": lambda: exercises_tables(load_catalog()),
    "prerequisites": lambda: prerequisites_picture(load_catalog()),
    "commands": course_commands,
    "sessions": lambda: nox_sessions(ROOT / "noxfile.py"),
    "acts": acts_table,
    "lesson modules": lambda: lesson_modules(load_catalog()),
}
"""What pages can have filled in, by name."""

_MARK = re.compile(r"^<!-- generated: (.+?) -->$", re.MULTILINE)
_COMMENT = re.compile(r"^<!--(?! generated:).*?-->\n?", re.MULTILINE | re.DOTALL)

# MkDocs counts what is logged here as its own warnings, which are errors with --strict.
log = logging.getLogger("mkdocs.hooks.course")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the lessons' texts to the navigation."""
    lessons: list[Any] = [{lesson_title(lesson): lesson_page(lesson)} for lesson in load_catalog().lessons]
    sections = [entry[LESSONS_SECTION] for entry in config.nav or [] if LESSONS_SECTION in entry]
    if not sections:
        raise PluginError(f"mkdocs.yml: nav needs a section '{LESSONS_SECTION}' for the lessons")
    sections[0] += [*lessons, {"The expert": EXPERT}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the lessons' texts and their figures, as they are, from where they lie."""
    texts = [*(lesson_page(lesson) for lesson in load_catalog().lessons), EXPERT]
    for text in texts:
        page = LESSONS.parent / text
        translation = page.with_suffix(".zh.md")  # if there is one, the text begins with a link to it
        for path in (page, translation, *sorted(page.parent.glob("figures/*.*"))):
            name = path.relative_to(LESSONS.parent).as_posix()
            place = InclusionLevel.NOT_IN_NAV if path == translation else InclusionLevel.UNDEFINED
            if path.is_file():
                files.append(File.generated(config, name, abs_src_path=str(path), inclusion=place))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Fill in what is generated, and leave out comments, which would end the paragraph or table around them."""
    return fill_in(_COMMENT.sub("", markdown), page.file.src_uri)


def fill_in(markdown: str, page: str) -> str:
    """Replace the marks of a page; PluginError for one that names nothing."""

    def made(match: re.Match[str]) -> str:
        make = GENERATED.get(match[1])
        if make is None:
            raise PluginError(
                f"{page}: nothing is generated as '{match[1]}'; there are: {', '.join(GENERATED)}"
            )
        return make()

    return _MARK.sub(made, markdown)


def on_page_content(html: str, page: Page, **_: object) -> str:
    """Draw the formulas."""
    try:
        return draw_formulas(html)
    except ValueError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error


def on_post_build(config: MkDocsConfig) -> None:
    """Check the links of what was built."""
    for problem in problems(Path(config.site_dir)):
        log.warning(problem)
