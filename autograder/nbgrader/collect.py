"""nbgrader's collect steps, made so that one broken hand-in does not stop the others.

A hand-in without a notebook gets the released one, because nbgrader skips a folder that has none. One that
cannot be copied or unpacked becomes a folder that says so, and is graded for what is there.
"""
# mypy: allow-subclassing-any
# nbformat and nbgrader tell no types.

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import ExtractorPlugin

from autograder.errors import CourseError
from autograder.grading.archives import unpack_archive
from autograder.nbgrader.notebooks import notebook_bytes
from autograder.nbgrader.restore import read_released, substitute

if TYPE_CHECKING:
    from collections.abc import Iterable

ARCHIVE_NAME = r"(?P<student_id>[^/]+?)(?:_(?P<timestamp>\d{8}T\d{6}))?"
"""How archives are called: the student, then, if known, when it was handed in: `ada_20300131T231000.zip`."""

HAND_IN_PATH = rf".*/extracted/{ARCHIVE_NAME}/(?P<file_id>.+)"
"""nbgrader's `named_regexp`: where the extractor below puts a hand-in's files."""

SECRET = "submission_secret.txt"  # noqa: S105  a file's name
"""nbgrader's release_feedback fails for a hand-in without this file."""


def complete(folder: Path, released: Path, reason: str = "is missing") -> None:
    """Add to a hand-in what nbgrader cannot do without: its notebook, and the secret of its feedback.

    `folder` is `submitted/<student>/<lesson>`, `released` is `release/<lesson>`. A missing notebook is replaced by the
    released one, with a note that tells the `reason`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder / SECRET
    if not secret.exists():
        secret.write_text(secrets.token_hex(64), encoding="utf-8")
    notebook = folder / f"{released.name}.ipynb"
    if notebook.is_file():
        return
    if notebook.is_dir():
        shutil.rmtree(notebook)
    notebook.write_bytes(notebook_bytes(substitute(read_released(released), notebook.name, reason)))


class Collect(ExchangeCollect):
    """Collects from the exchange; set as `c.ExchangeFactory.collect`."""

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Copy one hand-in from the exchange; see nbgrader's `Exchange.do_copy`."""
        released = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", Path(dest).name))
        try:
            super().do_copy(src, dest, log)
        except (OSError, RuntimeError) as error:  # too large, unreadable, a link that leads nowhere
            self.log.error("%s cannot be collected: %s", src, error)  # noqa: TRY400  the reason says it all
            complete(Path(dest), released, "could not be collected")
        else:
            complete(Path(dest), released)


class HandInExtractor(ExtractorPlugin):
    """Unpacks the archives of zip_collect; set as `c.ZipCollectApp.extractor_plugin`.

    Every archive in `downloaded/<lesson>/archive/` is one student's hand-in, called as `ARCHIVE_NAME` says. The
    lesson's files may lie at its top or in folders. Of several archives of a student the newest counts.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack all archives in `archive_path` into folders of their names in `extracted_path`."""
        assignment = self.parent.coursedir.assignment_id
        released = Path(
            self.parent.coursedir.format_path(self.parent.coursedir.release_directory, ".", assignment)
        )
        for archive in newest_archives(Path(archive_path).iterdir()):
            target = Path(extracted_path) / archive.stem
            self.log.info("Unpacking %s", archive)
            try:
                unpack(archive, target, assignment)
            except (CourseError, OSError, shutil.Error) as error:
                self.log.error("%s cannot be unpacked: %s", archive, error)  # noqa: TRY400  the same
                complete(target, released, f"could not be unpacked from {archive.name}")
            else:
                complete(target, released)


def newest_archives(files: Iterable[Path]) -> list[Path]:
    """Choose each student's newest archive; one without a time counts as the oldest."""
    newest: dict[str, tuple[str, Path]] = {}
    for file in sorted(files):
        named = re.fullmatch(ARCHIVE_NAME, file.stem)
        if named is not None and file.suffix == ".zip":
            candidate = (named["timestamp"] or "", file)
            newest[named["student_id"]] = max(candidate, newest.get(named["student_id"], candidate))
    return [file for _, file in newest.values()]


def unpack(archive: Path, target: Path, assignment: str) -> None:
    """Unpack one hand-in so that the lesson's files lie in `target` itself.

    Raises CourseError for one that is broken or refused; see autograder/grading/archives.py.
    """
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        unpacked = Path(folder) / "unpacked"
        unpack_archive(archive, unpacked)
        shutil.copytree(_lesson_folder(unpacked, assignment), target)


def _lesson_folder(unpacked: Path, assignment: str) -> Path:
    """Find the folder that holds the lesson's files: by its name, by its notebook, or the only one there is."""
    named = [path for path in sorted(unpacked.rglob(assignment)) if path.is_dir()]
    holding = [path.parent for path in sorted(unpacked.rglob(f"{assignment}.ipynb"))]
    if found := [*named, *holding]:
        return found[0]
    entries = list(unpacked.iterdir())
    return _lesson_folder(entries[0], assignment) if len(entries) == 1 and entries[0].is_dir() else unpacked
