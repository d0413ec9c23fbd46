"""The pytest plugin that runs checks: the `submission` fixture, points, dependencies and diagnoses.

A check is a test under `tests/lessons/<lesson>/test_<exercise>.py` marked with `@check(points=…)`. Its docstring's
first line states the behaviour. Run by plain pytest, a failing check shows its message; run by the judge, results
also go to a recorder as they come.
"""

from __future__ import annotations

import contextlib
import functools
import io
import math
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from autograder import context
from autograder.catalog import load_catalog
from autograder.context import DEFAULT_SECONDS
from autograder.diagnosis import explain_exception, is_unwritten
from autograder.errors import CourseError
from autograder.expectations import (
    CheckFailure,
    award,
    expect,
    expect_close,
    expect_equal,
    expect_raises,
)
from autograder.language import translated_lines
from autograder.paths import CHECKS, LESSONS, ROOT
from autograder.proxies import RefusedSubmissionError, SandboxGoneError, WorkerLostError
from autograder.report.model import CheckResult, Verdict, unfinished
from autograder.report.safe_text import printable
from autograder.submission import Submission
from autograder.submission import reference as open_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from autograder.catalog import Catalog, Exercise
    from autograder.remote import RemoteSubmission

    OpenSubmission = Callable[[Exercise, Catalog], "Submission | RemoteSubmission"]

__all__ = ["award", "check", "expect", "expect_close", "expect_equal", "expect_raises", "varied"]

SURE_SHARE = 0.95
_SEEDS_APART = 1_000


def check(
    points: float, after: Sequence[str] = (), seconds: float = DEFAULT_SECONDS
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a test as a check that awards `points`.

    It is skipped while a check named in `after` (of the same file) has not passed, and stopped by the judge after
    `seconds`.
    """
    _validate_mark(points, after, seconds)
    return pytest.mark.check(points=float(points), after=tuple(after), seconds=float(seconds))


def _validate_mark(points: object, after: object, seconds: object) -> None:
    """Raise ValueError for what an author may have written wrongly: no type checker looks at the checks."""
    for name, number in (("points", points), ("seconds", seconds)):
        if not isinstance(number, int | float) or number <= 0:
            raise ValueError(f"check: expected {name} above 0, got {number!r}; write @check(points=2)")
    if not isinstance(after, list | tuple):
        raise ValueError(f"check: expected after as a list of names, got {after!r}; write after=['test_…']")  # noqa: TRY004  a wrong mark, whatever its type


def varied(seed: int) -> int:
    """Return `seed`, for student code to draw with; the soak shifts it, to see how checks depend on luck."""
    context.CURRENT.draws = True
    return seed + _SEEDS_APART * context.CURRENT.shift


class CheckSpec(NamedTuple):
    """What a check's mark and place say about it."""

    id: str
    exercise: Exercise
    name: str
    statement: str
    points: float
    after: tuple[str, ...]
    seconds: float
    line: int = 0

    @property
    def place(self) -> str:
        """File and line of its mark."""
        return f"{CHECKS.relative_to(ROOT).as_posix()}/{self.exercise.check_file}:{self.line}"

    @property
    def trains(self) -> bool:
        """Whether it trains something: who gets more than the usual time does."""
        return self.seconds > DEFAULT_SECONDS

    @property
    def surely(self) -> float:
        """Points that right code earns for sure.

        Training takes some luck: an agent that falls in one of 1,000 episodes has not got all points, but nearly.
        """
        return SURE_SHARE * self.points if self.trains else self.points

    def result(
        self, verdict: Verdict, *, message: str = "", details: str = "", seconds: float = 0.0
    ) -> CheckResult:
        """Make this check's result; only a passed check earns points."""
        earned = round(self.points * context.CURRENT.fraction, 2) if verdict == "passed" else 0.0
        return CheckResult(
            id=self.id,
            lesson=self.exercise.lesson,
            exercise=self.exercise.name,
            name=self.name,
            statement=self.statement,
            points=self.points,
            earned=earned,
            verdict=verdict,
            message=printable(message),
            details=printable(details),
            seconds=round(seconds, 3),
        )


class Recorder:
    """Receives what happens in a run; the judge hands in one that speaks to it."""

    def started(self, spec: CheckSpec) -> None:
        """Note that a check begins."""

    def finished(self, result: CheckResult) -> None:
        """Note a check's result."""

    def gave_up(self, reason: str) -> None:
        """Note that nothing more can be judged, and that it is not the submission's fault."""


class CheckPlugin:
    """One pytest run of checks against one submission.

    `earlier` holds verdicts of checks that an interrupted run already finished, by id.
    """

    def __init__(
        self,
        root: Path,
        catalog: Catalog,
        recorder: Recorder,
        earlier: dict[str, Verdict] | None = None,
        open_submission: OpenSubmission | None = None,
        most_seconds: float = math.inf,
    ) -> None:
        """Prepare to check the submission in the folder `root`, by default in this process.

        No check gets more than `most_seconds`, whatever its mark says.
        """
        self._most_seconds = most_seconds
        self.catalog = catalog
        self.recorder = recorder
        self._root = root
        self._verdicts = dict(earlier or {})
        self._broken: dict[str, str] = {}
        self._submissions: dict[str, Submission | RemoteSubmission] = {}
        self._open = open_submission or functools.partial(Submission, root)
        self.reference = open_reference(catalog)

    def submission_for(self, exercise: Exercise) -> Submission | RemoteSubmission:
        """Open the submission with `exercise` as the one under check; the one before is closed."""
        if exercise.id not in self._submissions:
            for other in self._submissions.values():
                other.close()
            self._submissions = {exercise.id: self._open(exercise, self.catalog)}
        return self._submissions[exercise.id]

    @pytest.hookimpl(tryfirst=True)
    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Let student code warn: a warning is no wrong answer."""
        if item.get_closest_marker("check") is not None:
            item.add_marker(pytest.mark.filterwarnings("ignore"))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Tell the recorder that a check begins, and give it a fresh context."""
        spec = self.spec_of(item)
        if spec is not None:
            exercise = spec.exercise
            context.CURRENT.exercise_file = exercise.file
            context.CURRENT.exercise_name = self.catalog.shortest_name(exercise)
            context.CURRENT.submission_root = str(self._root)
            context.CURRENT.fraction = 1.0
            self.recorder.started(spec)
        try:
            return (yield)
        finally:
            for submission in self._submissions.values():
                submission.end()

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a check whose prerequisite failed: one root cause, one red line."""
        spec = self.spec_of(item)
        if spec is None:
            return
        if spec.exercise.id in self._broken:
            pytest.skip(self._broken[spec.exercise.id])
        for name in spec.after:
            required = f"{spec.exercise.id}/{name}"
            if self._verdicts.get(required, "passed") != "passed":
                pytest.skip(f"needs '{readable(name)}' to pass first")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn what happened into a result and a readable message."""
        report = yield
        spec = self.spec_of(item)
        if spec is None or (call.when != "call" and report.passed) or call.when == "teardown":
            return report
        result = self._result(spec, report, call)
        if report.failed:
            report.longrepr = "\n".join(filter(None, [translated_lines(result.message), result.details]))
        self._verdicts[result.id] = result.verdict
        self.recorder.finished(result)
        return report

    def _result(self, spec: CheckSpec, report: pytest.TestReport, call: pytest.CallInfo[None]) -> CheckResult:
        seconds = call.duration
        if report.passed:
            return spec.result("passed", seconds=seconds, message=_partial_credit(spec))
        if report.skipped:
            reason = call.excinfo.value.msg if call.excinfo else ""  # type: ignore[attr-defined]  # pytest's Skipped
            return spec.result("skipped", message=str(reason), seconds=seconds)
        error = (
            call.excinfo.value
            if call.excinfo
            else RuntimeError("pytest reported a failure without an exception")
        )
        if isinstance(error, CheckFailure):
            return spec.result("failed", message=str(error), seconds=seconds)
        if isinstance(error, SandboxGoneError):
            self.recorder.gave_up(str(error))
            pytest.exit(str(error))
        if isinstance(error, RefusedSubmissionError):
            return spec.result("error", message=f"the submission is refused: {error}", seconds=seconds)
        if isinstance(error, WorkerLostError):
            if error.importing:
                self._broken[spec.exercise.id] = (
                    f"{spec.exercise.file} does not get imported: see its first check"
                )
            verdict, message = unfinished(spec.exercise.id, spec.seconds, "" if error.late else str(error))
            return spec.result(verdict, message=message, seconds=seconds)
        explained = explain_exception(error, self._root, spec.exercise.file)
        if explained.module_is_broken:
            self._broken[spec.exercise.id] = f"{spec.exercise.file} cannot be imported: see its first check"
        verdict = "not_started" if is_unwritten(error) else "failed"
        return spec.result(verdict, message=explained.message, details=explained.traceback, seconds=seconds)

    def spec_of(self, item: pytest.Item) -> CheckSpec | None:
        """Read a test's mark and place; None for a test that is no check."""
        mark = item.get_closest_marker("check")
        if mark is None:
            return None
        exercise = exercise_of(item.path, self.catalog)
        docstring = getattr(item, "function", item).__doc__ or readable(item.name)
        return CheckSpec(
            id=f"{exercise.id}/{item.name}",
            exercise=exercise,
            name=item.name,
            statement=docstring.strip().splitlines()[0],
            points=mark.kwargs["points"],
            after=mark.kwargs["after"],
            seconds=min(mark.kwargs["seconds"], self._most_seconds),
            line=(item.location[1] or 0) + 1,
        )


def exercise_of(check_file: Path, catalog: Catalog) -> Exercise:
    """Return the exercise whose checks stand in `check_file`."""
    return catalog.exercise(f"{check_file.parent.name}/{check_file.stem.removeprefix('test_')}")


def readable(check_name: str) -> str:
    """Turn a check's function name into words."""
    return check_name.removeprefix("test_").replace("_", " ")


def _partial_credit(spec: CheckSpec) -> str:
    fraction = context.CURRENT.fraction
    return "" if fraction == 1 else f"{fraction:.0%} of {spec.points:g} points: better is possible"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission DIR`."""
    group = parser.getgroup("course")
    group.addoption("--submission", default=str(LESSONS), help="folder to check, laid out like lessons/")


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and the plugin object unless the judge brought its own."""
    config.addinivalue_line("markers", "check(points, after, seconds): awards points for one behaviour")
    if not config.pluginmanager.has_plugin("course-checks"):
        catalog = load_catalog()
        root = Path(config.getoption("--submission")).resolve()
        config.pluginmanager.register(CheckPlugin(root, catalog, Recorder()), "course-checks")


@pytest.fixture(name="submission")
def submission_fixture(request: pytest.FixtureRequest) -> Submission | RemoteSubmission:
    """Give the submission, with the exercise under check from the student and all others from the reference."""
    plugin = _plugin(request.config)
    submission = plugin.submission_for(exercise_of(request.path, plugin.catalog))
    spec = plugin.spec_of(request.node)
    submission.begin(spec.seconds if spec else DEFAULT_SECONDS)
    return submission


@pytest.fixture(name="reference")
def reference_fixture(request: pytest.FixtureRequest) -> Submission:
    """Give the course's solutions, on the judge's side, to compute expected values."""
    return _plugin(request.config).reference


def _plugin(config: pytest.Config) -> CheckPlugin:
    plugin: CheckPlugin = config.pluginmanager.get_plugin("course-checks")  # type: ignore[assignment]  # registered above
    return plugin


@functools.cache
def collect_specs() -> tuple[CheckSpec, ...]:
    """Collect every check of the course without running any; CourseError if a file of checks is broken."""
    catalog = load_catalog()
    collector = _Collector(LESSONS, catalog, Recorder())
    files = [str(CHECKS / exercise.check_file) for exercise in catalog.exercises]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = run_pytest(files, collector, "--collect-only")
    if code:
        raise CourseError(
            collector.defect
            or "the checks cannot be collected; python -m pytest --collect-only tests/lessons tells why"
        )
    return tuple(collector.specs)


class _Collector(CheckPlugin):
    """Notes which checks pytest found, and the first defect that kept it from finding all."""

    specs: Sequence[CheckSpec] = ()
    defect = ""

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[object]
    ) -> None:
        if call.excinfo is None or self.defect:
            return
        error = call.excinfo.value.__cause__ or call.excinfo.value
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if Path(frame.filename) == node.path]
        line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else 1
        says = error.msg if isinstance(error, ImportError | SyntaxError) else str(error)
        place = f"{node.path.relative_to(ROOT).as_posix()}:{line}"
        self.defect = f"{place}: {says.strip().splitlines()[0] if says else type(error).__name__}"

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        specs = (self.spec_of(item) for item in session.items)
        self.specs = [spec for spec in specs if spec is not None]


def run_pytest(targets: Sequence[str], plugin: CheckPlugin, *options: str) -> int:
    """Run pytest quietly on `targets` (files or node ids) in this process; return its exit code."""
    arguments = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(ROOT),
        "-q",
        "--no-header",
        "--no-summary",
        # Other packages' plugins cost up to a second in each of the judge's processes, and checks need none of them.
        "--disable-plugin-autoload",
        # These two collect garbage five times at the end, which takes a second once torch is imported.
        "-p",
        "no:unraisableexception",
        "-p",
        "no:threadexception",
    ]
    return int(pytest.main([*arguments, *options, *targets], plugins=[_Registrar(plugin)]))


class _Registrar:
    """Registers the judge's plugin object before `pytest_configure` looks for one."""

    def __init__(self, plugin: CheckPlugin) -> None:
        self._plugin = plugin

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(self._plugin, "course-checks")
