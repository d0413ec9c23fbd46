"""Finding a submission's code and speaking to it, in this process.

A submission is a folder laid out like `lessons/`. The exercise under check comes from that folder; every other
exercise that it imports is the reference, so that one bug makes one exercise red.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING, Any, ClassVar

from autograder.errors import CourseError
from autograder.paths import SOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from pathlib import Path
    from types import ModuleType

    from autograder.catalog import Catalog, Exercise


class MissingModuleError(ImportError):
    """The submission lacks the module that is to be checked."""


def validate_folder(root: Path, catalog: Catalog) -> Path:
    """Return `root` resolved; CourseError if it is no folder laid out like `lessons/`."""
    if not root.is_dir():
        raise CourseError(f"there is no folder '{root}'; name one that is laid out like lessons/")
    if not any((root / lesson.name).is_dir() for lesson in catalog.lessons):
        names = ", ".join(lesson.name for lesson in catalog.lessons)
        raise CourseError(f"'{root}' holds no lessons; expected at least one of the folders {names}")
    return root.resolve()


class Submission:
    """A submission's code, imported into this process.

    `submission["lesson_07_deep_q_agent.targets"]` is the module itself, so breakpoints and tracebacks work as usual.
    One submission at a time is active: what functions import while they run comes from it. The reference steps back
    as soon as its module is imported, so solutions import lessons at the top of their modules only.
    """

    _active: ClassVar[Submission | None] = None

    def __init__(self, root: Path, exercise: Exercise | None, catalog: Catalog) -> None:
        """Prepare to import from `root`; with `exercise` None every module comes from `root`."""
        self.root = root
        self.exercise = exercise
        self._finder = _SubmissionFinder(root, exercise, catalog)
        self._modules: dict[str, ModuleType] = {}

    def __getitem__(self, name: str) -> ModuleType:
        """Import the module `name`: a lesson's, or any library's.

        Raises MissingModuleError if the submission lacks it, and whatever importing it raises.
        """
        if not self._finder.knows(name):
            return importlib.import_module(name)
        if self._finder.locate(name) is None:
            raise MissingModuleError(f"{name.replace('.', '/')}.py is missing from the submission", name=name)
        before = Submission._active
        self.activate()
        try:
            return importlib.import_module(name)
        finally:
            if self.exercise is None and before is not None:
                before.activate()

    def to_list(self, iterable: Any) -> list[Any]:
        """Collect what `iterable`, an object of the student's, yields."""
        return list(iterable)

    def lend(self, thing: Any) -> Any:
        """Hand an object of the judge's (an environment, a callback) to student code."""
        return thing

    def after_call(self, argument: Any) -> Any:
        """Return `argument` as it is after the last call that it was passed to."""
        return argument

    def activate(self) -> None:
        """Make lesson names mean this submission's modules, also for imports inside functions."""
        if self._finder in sys.meta_path:
            return
        if Submission._active is not None:
            Submission._active.remember()
        for name in [name for name in sys.modules if self._finder.knows(name)]:
            del sys.modules[name]
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _SubmissionFinder)]
        sys.meta_path.insert(0, self._finder)
        sys.modules.update(self._modules)
        Submission._active = self

    def remember(self) -> None:
        """Keep this submission's modules, before another becomes active."""
        self._modules = {name: module for name, module in sys.modules.items() if self._finder.knows(name)}


def reference(catalog: Catalog) -> Submission:
    """Open the course's own solutions, on the judge's side."""
    return Submission(SOLUTIONS, None, catalog)


class _SubmissionFinder(MetaPathFinder):
    """Finds the lessons' modules: the exercise under check in the submission, the other exercises in solutions/.

    A finder, and not an entry of `sys.path`, because a file called `torch.py` beside the lessons must not become torch.
    """

    def __init__(self, root: Path, exercise: Exercise | None, catalog: Catalog) -> None:
        self._root = root
        self._exercise = exercise
        self._exercises = catalog.modules
        self._packages = {lesson.name for lesson in catalog.lessons} | {"expert"}

    def knows(self, name: str) -> bool:
        """Whether `name` is a module of the course, not of a library."""
        return name.partition(".")[0] in self._packages

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
            base = root.joinpath(*name.split("."))
            for candidate in (base.with_name(base.name + ".py"), base / "__init__.py", base):
                if candidate.is_file() or (candidate.is_dir() and candidate == base):
                    return candidate
        return None

    def _roots(self, name: str) -> Iterator[Path]:
        """Folders to look in, best first.

        The exercise under check comes from the submission alone. Everything else that ships with the course
        comes from solutions/; a student's own helper modules are found in the submission.
        """
        if self._exercise is None or name == self._exercise.module:
            yield self._root
            return
        yield SOLUTIONS
        if name not in self._exercises:
            yield self._root


def _namespace_spec(name: str, folder: Path) -> ModuleSpec:
    spec = importlib.util.spec_from_loader(name, loader=None, is_package=True)
    if spec is None:  # pragma: no cover  the call above cannot return None without a loader to ask
        raise ImportError(name)
    spec.submodule_search_locations = [str(folder)]
    return spec
