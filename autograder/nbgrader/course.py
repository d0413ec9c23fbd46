"""One nbgrader course, driven in this process: each of nbgrader's commands would take 5 to 10 s to start."""
# mypy: allow-untyped-calls, no-warn-return-any
# nbformat and nbgrader tell no types.

from __future__ import annotations

import logging
import os
import re
import sysconfig
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.api import Gradebook
from nbgrader.apps import ZipCollectApp
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log, temp_attrs
from sqlalchemy import make_url
from sqlalchemy.exc import SAWarning, SQLAlchemyError
from traitlets.config.loader import Config, PyFileConfigLoader

from autograder.errors import CourseError
from autograder.nbgrader.collect import complete
from autograder.nbgrader.reports import FOLDER, HandIn, ReportStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
# nbgrader 0.9.6 makes SQLAlchemy 2.1 say that whenever it adds a submission; the rows are stored all the same.

CONFIG_FILE = "nbgrader_config.py"

_SILENT = logging.CRITICAL  # nbgrader's words are captured, and shown where a step fails


def put_scripts_on_path() -> None:
    """Make this environment's commands known: nbgrader calls `alembic` by name when it makes a gradebook."""
    scripts = sysconfig.get_path("scripts")
    path = os.environ.get("PATH", os.defpath)
    if scripts not in path.split(os.pathsep):
        os.environ["PATH"] = scripts + os.pathsep + path


class NbgraderCourse:
    """A course folder with an `nbgrader_config.py`, and what one does with it.

    Every step raises CourseError, with nbgrader's own words, if nbgrader could not do it.
    """

    def __init__(self, folder: Path, *, embedded: bool = False) -> None:
        """Open the course in `folder`; CourseError if it has no `nbgrader_config.py` or no `source/`.

        With `embedded`, gradebook and exchange lie in the folder, whatever the configuration says.
        """
        self.folder = folder.resolve()
        for needed in (CONFIG_FILE, "source"):
            if not (self.folder / needed).exists():
                raise CourseError(
                    f"'{folder}' is no nbgrader course: it has no {needed}; see assignments/ for one"
                )
        self._config = _read_config(self.folder)
        self._config.CourseDirectory.root = str(self.folder)
        self._config.ExchangeReleaseAssignment.force = True
        if embedded:
            self._config.CourseDirectory.db_url = f"sqlite:///{self.folder / 'gradebook.db'}"
            self._config.Exchange.root = str(self.folder / "exchange")
        self.directory = CourseDirectory(config=self._config)
        self._api = NbGraderAPI(coursedir=self.directory, config=self._config)
        self.reports = ReportStore(self.folder / FOLDER)

    @property
    def inbound(self) -> Path:
        """The exchange's folder that students hand in to."""
        return Path(self._api.exchange_root) / self.directory.course_id / "inbound"

    def path(self, step: str, student: str = ".", lesson: str = ".") -> Path:
        """Return the folder of one of nbgrader's steps: `source`, `release`, `submitted`, `autograded`, `feedback`."""
        return Path(self.directory.format_path(getattr(self.directory, f"{step}_directory"), student, lesson))

    def assignments(self) -> list[str]:
        """Name the lessons that have a source, in order."""
        return sorted(self._api.get_source_assignments())

    def generate_assignment(self, lesson: str) -> None:
        """Make `release/<lesson>` from `source/<lesson>` and note its cells and points in the gradebook."""
        _succeed(self._api.generate_assignment(lesson), f"generate_assignment {lesson}")

    def release(self, lesson: str) -> None:
        """Put the released lesson into the exchange's outbound folder, in place of an earlier one."""
        _succeed(self._api.release_assignment(lesson), f"release_assignment {lesson}")

    def collect(self, lesson: str) -> None:
        """Collect the newest hand-ins of a lesson from the exchange's inbound folder."""
        _succeed(self._api.collect(lesson, update=True), f"collect {lesson}")

    def collect_archives(self, lesson: str) -> None:
        """Collect the zip files in `downloaded/<lesson>/archive/`, if there are any."""
        if not (self.folder / "downloaded" / lesson / "archive").is_dir():
            return
        config = Config(self._config)
        config.ZipCollectApp.force = True
        app = ZipCollectApp(config=config, coursedir=self.directory, log_level=_SILENT)
        with temp_attrs(self.directory, assignment_id=lesson):
            _succeed(capture_log(app), f"zip_collect {lesson}")

    def complete(self, lesson: str) -> None:
        """Give every hand-in of a lesson that came without its notebook the released one."""
        for hand_in in self.hand_ins(lesson):
            complete(hand_in.folder, self.path("release", lesson=lesson))

    def hand_ins(self, lesson: str) -> list[HandIn]:
        """List what was handed in of a lesson, by student."""
        folders = sorted(self.path("submitted").glob(f"*/{lesson}"))
        return [HandIn(folder.parent.name, lesson, folder) for folder in folders if folder.is_dir()]

    def autograde(self, lesson: str, student: str) -> None:
        """Grade one hand-in and note its points in the gradebook."""
        _succeed(self._api.autograde(lesson, student), f"autograde {lesson} --student {student}")

    def generate_feedback(self, lesson: str) -> None:
        """Write the feedback pages of all graded hand-ins: `feedback/<student>/<lesson>/<lesson>.html`.

        All at once, because nbgrader compiles the page's templates anew each time.
        """
        _succeed(self._api.generate_feedback(lesson), f"generate_feedback {lesson}")

    @property
    def database(self) -> str:
        """Address of the gradebook, without its password."""
        return make_url(self.directory.db_url).render_as_string(hide_password=True)

    @contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open the gradebook for as long as the block lasts; CourseError if it cannot be opened."""
        try:
            with Gradebook(self.directory.db_url, self.directory.course_id) as book:
                yield book
        except (
            SQLAlchemyError,
            ImportError,
        ) as error:  # no such server or file, or its driver is not installed
            reason = str(error).splitlines()[0]
            raise CourseError(
                f"cannot use the gradebook {self.database}: {reason}; mend COURSE_DB_URL"
            ) from error

    def set_due_date(self, lesson: str, due: datetime) -> None:
        """Note when a lesson is due, in UTC; hand-ins after it are late."""
        with self.gradebook() as book:
            book.update_or_create_assignment(lesson, duedate=due)

    def enrol(self, students: dict[str, dict[str, str]]) -> None:
        """Put students on the class list: id, and first_name, last_name, email as far as known."""
        with self.gradebook() as book:
            for student, details in students.items():
                book.update_or_create_student(student, **details)


def _read_config(folder: Path) -> Config:
    try:
        return PyFileConfigLoader(CONFIG_FILE, path=str(folder)).load_config()
    except Exception as error:  # a configuration is a program: it may raise anything
        raise CourseError(
            f"{folder / CONFIG_FILE} cannot be read: {type(error).__name__}: {error}; mend it"
        ) from error


def _succeed(result: dict[str, Any], step: str) -> None:
    """Raise CourseError with the reason among nbgrader's words if a step failed."""
    if result["success"]:
        return
    words = (result.get("log", "") + "\n" + result.get("error", "")).splitlines()
    exceptions = [line for line in words if re.match(r"\s*[\w.]*(Error|Exception|Exit)\b.*:", line)]
    errors = [line for line in words if line.startswith(("[ERROR]", "[CRITICAL]"))]
    reason = next(iter(exceptions or errors or words[-1:]), "it did not say why").strip()
    raise CourseError(f"nbgrader {step} failed: {reason}")
