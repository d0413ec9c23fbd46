"""Finding a submission's code and speaking to it, in this process; `remote` does the same for code in a worker.

A submission is a folder laid out like `lessons/`. The exercise under check comes from that folder; every other
exercise that it imports is the reference, so that one bug makes one exercise red.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from autograder.errors import CourseError
from autograder.paths import SOLUTIONS
from autograder.worker.finder import Sources, SubmissionFinder

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from autograder.catalog import Catalog, Exercise


EXPERT = "expert"
"""The package of the expert, which lies beside the lessons."""


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
        self._finder = SubmissionFinder(sources(root, exercise, catalog))
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

    def begin(self, seconds: float) -> None:
        """A check begins; the judge's process sees to its seconds."""

    def end(self) -> None:
        """The check is over."""

    def close(self) -> None:
        """No check will follow."""

    def to_list(self, iterable: Any) -> list[Any]:
        """Collect what `iterable`, an object of the student's, yields."""
        return list(iterable)

    def lend(self, thing: Any) -> Any:
        """Hand an object of the judge's (an environment, a callback) to student code."""
        return thing

    def take_back(self) -> None:
        """Let student code use no longer what was lent to it; here, on the student's own machine, it still can."""

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
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, SubmissionFinder)]
        sys.meta_path.insert(0, self._finder)
        sys.modules.update(self._modules)
        Submission._active = self

    def remember(self) -> None:
        """Keep this submission's modules, before another becomes active."""
        self._modules = {name: module for name, module in sys.modules.items() if self._finder.knows(name)}


def reference(catalog: Catalog) -> Submission:
    """Open the course's own solutions, on the judge's side."""
    return Submission(SOLUTIONS, None, catalog)


def sources(
    root: Path | str, exercise: Exercise | None, catalog: Catalog, course: Path | str = SOLUTIONS
) -> Sources:
    """Say where the modules of a submission come from, with `exercise` under check."""
    return Sources(
        submission=str(root),
        course=str(course),
        exercise=exercise.module if exercise else "",
        exercises=tuple(catalog.modules),
        packages=(*(lesson.name for lesson in catalog.lessons), EXPERT),
    )
