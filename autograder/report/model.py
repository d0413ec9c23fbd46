"""The report: every check's verdict, points, diagnosis and time. All faces are made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from autograder.errors import CourseError

if TYPE_CHECKING:
    from collections.abc import Iterable

Verdict = Literal["passed", "failed", "not_started", "skipped", "error", "timeout"]


class CheckResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one check found.

    `verdict` is `failed` when the behaviour is wrong, `not_started` when the skeleton is untouched, `skipped`
    when an earlier check has to pass first, `error` when the student's process died, `timeout` when it was too slow.
    `message` says why, in the order of the design: expected and got, likely cause, where to look, next step.
    """

    id: str
    lesson: str
    exercise: str
    name: str
    statement: str
    points: float
    earned: float
    verdict: Verdict
    message: str = ""
    details: str = ""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the check found nothing wrong."""
        return self.verdict == "passed"

    @property
    def exercise_id(self) -> str:
        """The exercise this check belongs to, as `lesson/exercise`."""
        return f"{self.lesson}/{self.exercise}"


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All results of one submission, in the order of the course.

    `confinement` is how student code was kept from the judge: `none`, or a level of `autograder.sandbox`;
    `not_enforced` names the acts that this level did not refuse when they were tried.
    """

    submission: str
    checks: tuple[CheckResult, ...]
    seconds: float = 0.0
    versions: dict[str, str] = {}
    confinement: str = "none"
    not_enforced: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """Points that could be earned."""
        return sum(check.points for check in self.checks)

    @property
    def earned(self) -> float:
        """Points that were earned."""
        return sum(check.earned for check in self.checks)

    @property
    def passed(self) -> bool:
        """Whether every check passed; a report without checks has not passed."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    def by_exercise(self) -> dict[str, list[CheckResult]]:
        """Group the results by `lesson/exercise`, in the order of the course."""
        groups: dict[str, list[CheckResult]] = {}
        for check in self.checks:
            groups.setdefault(check.exercise_id, []).append(check)
        return groups

    def only(self, lesson: str, exercise: str | None = None) -> Report:
        """Keep the results of one lesson, or of one exercise of it."""
        kept = tuple(
            check for check in self.checks if check.lesson == lesson and exercise in {None, check.exercise}
        )
        return msgspec.structs.replace(self, checks=kept)

    def to_json(self) -> bytes:
        """Write the report as indented JSON."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    @classmethod
    def from_json(cls, data: bytes) -> Report:
        """Read a report back; CourseError if `data` is none."""
        try:
            return msgspec.json.decode(data, type=cls)
        except msgspec.MsgspecError as error:
            raise CourseError(
                f"this is not a report: {error}; write one with course check --json FILE"
            ) from error


def unfinished(exercise: str, limit: float, reason: str = "", place: str = "") -> tuple[Verdict, str]:
    """Return verdict and message of a check that student code did not bring to an end.

    `exercise` is `lesson/exercise`, `limit` the check's seconds, `reason` how the process ended; it was late if "".
    `place` says where the code was, if that is known.
    """
    verdict: Verdict = "error" if reason else "timeout"
    likely = (
        "the code calls exit(), crashes the interpreter, or uses far too much memory"
        if reason
        else "a loop that never ends, or far more work than is needed"
    )
    lines = (
        reason or f"no answer within {limit:g} seconds",
        f"likely: {likely}",
        f"look at: {place or f'{exercise}.py'}",
        f"next: course hint {exercise}",
    )
    return verdict, "\n".join(lines)


def root_cause(checks: Iterable[CheckResult]) -> CheckResult | None:
    """Pick the check of one exercise to look at first: the first that did not pass, a skipped one last."""
    unhappy = [check for check in checks if not check.passed]
    return next((check for check in unhappy if check.verdict != "skipped"), unhappy[0] if unhappy else None)
