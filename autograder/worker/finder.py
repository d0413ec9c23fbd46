"""Where the lessons' modules come from: the exercise under check from the submission, the others from the course."""

from __future__ import annotations

import importlib.util
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType


class Sources(NamedTuple):
    """Folders to import from, and which names mean what.

    Attributes:
        submission: a student's folder, laid out like `lessons/`.
        course: the course's own modules, laid out likewise.
        exercise: dotted name of the exercise under check; with "" every module comes from the submission.
        exercises: dotted names of all exercises.
        packages: the top-level names that belong to the course and to no library.

    """

    submission: str
    course: str
    exercise: str
    exercises: tuple[str, ...]
    packages: tuple[str, ...]


class SubmissionFinder(MetaPathFinder):
    """Finds the lessons' modules for Python's import system.

    A finder, and not an entry of `sys.path`, because a file called `torch.py` beside the lessons must not become torch.
    """

    def __init__(self, sources: Sources) -> None:
        """Find modules in `sources`."""
        self._sources = sources
        self._exercises = frozenset(sources.exercises)

    def knows(self, name: str) -> bool:
        """Whether `name` is a module of the course, not of a library."""
        return name.partition(".")[0] in self._sources.packages

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002  the protocol
        target: ModuleType | None = None,  # noqa: ARG002  the protocol
    ) -> ModuleSpec | None:
        """Find a lesson's module for Python's import system."""
        if not self.knows(fullname):
            return None
        file = self.locate(fullname)
        if file is None:
            return None
        if file.is_dir():
            return _namespace_spec(fullname, file)
        folders = [str(file.parent)] if file.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(fullname, file, submodule_search_locations=folders)

    def locate(self, name: str) -> Path | None:
        """Return the file (or the package's folder) that `name` is imported from, or None."""
        for root in self._roots(name):
            base = Path(root).joinpath(*name.split("."))
            for candidate in (base.with_name(base.name + ".py"), base / "__init__.py", base):
                if candidate.is_file() or (candidate.is_dir() and candidate == base):
                    return candidate
        return None

    def _roots(self, name: str) -> Iterator[str]:
        """Folders to look in, best first.

        The exercise under check comes from the submission alone. Everything else that ships with the course comes from
        the course; a student's own helper modules are found in the submission.
        """
        if not self._sources.exercise or name == self._sources.exercise:
            yield self._sources.submission
            return
        yield self._sources.course
        if name not in self._exercises:
            yield self._sources.submission


def _namespace_spec(name: str, folder: Path) -> ModuleSpec:
    spec = importlib.util.spec_from_loader(name, loader=None, is_package=True)
    if spec is None:  # pragma: no cover  the call above cannot return None without a loader to ask
        raise ImportError(name)
    spec.submodule_search_locations = [str(folder)]
    return spec
