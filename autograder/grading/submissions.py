"""The submissions that are named on the command line: a name for each, and the folder that the judge is given."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from autograder.errors import CourseError
from autograder.grading.archives import is_archive, stem, unpack_archive
from autograder.report.safe_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from autograder.catalog import Catalog

_LONGEST_NAME = 60
_DEEPEST_ROOT = 6
_ALSO_ALLOWED = " ._-@(),"


class NamedSubmission(NamedTuple):
    """A submission as it was handed in, a folder or an archive, and a name that is safe wherever it is written."""

    name: str
    path: Path


def name_submissions(paths: Iterable[Path]) -> tuple[NamedSubmission, ...]:
    """Give each path a name of its own; a path that is there twice counts once.

    The name is the path's last part without an archive's ending, the whole last part if that is not enough, then also
    the folder above, and at last a fingerprint. Raises CourseError for a path that does not exist.
    """
    unique = {Path(os.path.abspath(path)): path for path in paths}  # noqa: PTH100  links are to stay
    for path in unique.values():
        if not os.path.lexists(path):
            raise CourseError(
                f"there is no folder or archive '{one_line(str(path))}'; "
                "name submissions, or say --nbgrader before the names of lessons"
            )
    levels = dict.fromkeys(unique, 0)
    while True:
        names = {path: _name(path, level) for path, level in levels.items()}
        shared = Counter(name.casefold() for name in names.values())
        repeated = [path for path, name in names.items() if shared[name.casefold()] > 1]
        if not repeated:
            return tuple(NamedSubmission(names[path], given) for path, given in unique.items())
        for path in repeated:
            levels[path] += 1


def in_class(folder: Path) -> list[Path]:
    """List the submissions in the folder of a class: all that it holds, but for hidden entries."""
    try:
        found = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise CourseError(
            f"cannot read the class '{one_line(str(folder))}': {error.strerror}; name a folder of submissions"
        ) from error
    if not found:
        raise CourseError(f"'{one_line(str(folder))}' is empty; name a folder that holds submissions")
    return found


@contextlib.contextmanager
def opened(path: Path, catalog: Catalog) -> Iterator[Path]:
    """Give the folder, laid out like lessons/, that `path` is or holds; an archive is unpacked for the time being.

    Raises CourseError for an archive that is refused, and for what is neither folder nor archive.
    """
    if path.is_dir():
        yield _root(path, catalog)
    elif not path.is_file() or not is_archive(path):
        raise CourseError(
            f"'{one_line(path.name)}' is no folder and no .zip, .tar, .tar.gz or .tgz; hand in one of these"
        )
    else:
        with tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True) as folder:
            unpacked = Path(folder, "unpacked")
            unpack_archive(path, unpacked)
            yield _root(unpacked, catalog)


def _root(folder: Path, catalog: Catalog) -> Path:
    """Find the folder of lessons: `folder` itself, its lessons/, or the same in the only folder that it holds."""
    lessons = [lesson.name for lesson in catalog.lessons]
    inside = folder
    for _ in range(_DEEPEST_ROOT):
        for candidate in (inside, inside / "lessons"):
            is_real = candidate == folder or _is_folder(candidate)  # only the user's own link is followed
            if is_real and any(_is_folder(candidate / name) for name in lessons):
                return candidate
        folders = [path for path in _shallow(inside) if _is_folder(path)]
        if len(folders) != 1:
            break
        inside = folders[0]
    nested = [path.name for path in _shallow(inside) if is_archive(path)]
    if nested:
        raise CourseError(
            f"it holds no lessons but another archive, '{one_line(nested[0])}'; hand in what that one holds"
        )
    raise CourseError(f"it holds no lessons; expected at least one of the folders {', '.join(lessons)}")


def _shallow(folder: Path) -> Sequence[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
    except OSError as error:
        raise CourseError(
            f"cannot read '{one_line(folder.name)}': {error.strerror}; make it readable"
        ) from error


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _name(path: Path, level: int) -> str:
    if level == 0 and not path.is_dir():
        return _safe(stem(path.name))
    if level <= 1:
        return _safe(path.name)
    longer = f"{path.parent.name}_{path.name}"
    return _safe(longer) if level == 2 else _safe(longer, fingerprint_of=str(path))  # noqa: PLR2004  the last resort


def _safe(text: str, fingerprint_of: str = "") -> str:
    """Make a name that can be a file's, and that neither a terminal, a spreadsheet nor a browser takes for more."""
    plain = unicodedata.normalize("NFC", text)
    safe = "".join(char if char in _ALSO_ALLOWED or _is_of_words(char) else "_" for char in plain)
    kept = safe.rstrip(" .")  # a table's reader, or Windows, would leave these out
    safe = kept + "_" * (len(safe) - len(kept))
    if not safe[:1].isalnum():
        safe = f"_{safe}"
    if safe != plain or len(safe) > _LONGEST_NAME or fingerprint_of:
        digest = hashlib.sha256((fingerprint_of or text).encode(errors="surrogatepass")).hexdigest()
        safe = f"{safe[:_LONGEST_NAME]}~{digest[:6]}"
    return safe


def _is_of_words(char: str) -> bool:
    return char.isprintable() and unicodedata.category(char)[0] in "LMN"
