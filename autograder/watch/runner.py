"""Runs checks in the background: quick ones at once, those that train in a lane of their own, and stops what is stale.

Student code runs in the judge's child processes, so whatever it does ends no more than its own checks.
"""

from __future__ import annotations

import itertools
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from autograder.errors import CourseError
from autograder.judge import judge
from autograder.paths import LESSONS
from autograder.spectator import Spectator, StoppedError
from autograder.watch.events import CheckBegan, CheckEnded, Event, JobBegan, JobEnded, Learned, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from autograder.descriptions import CheckDescription
    from autograder.judge_child import CheckPlan, Learning
    from autograder.report import CheckResult
    from autograder.report.model import Verdict

    Tell = Callable[[Event], None]


class Job(NamedTuple):
    """Checks of one exercise that are to run; those that are `settled` are not, and their verdicts are known.

    `then` are the checks that train: they follow in the other lane once these are done.
    """

    exercise_id: str
    settled: Mapping[str, Verdict]
    then: tuple[str, ...] = ()


class Runner:
    """Runs jobs and tells what happens, from its own threads, until it is closed."""

    def __init__(
        self, checks: Mapping[str, Sequence[CheckDescription]], tell: Tell, submission: Path = LESSONS
    ) -> None:
        """Run checks, described by exercise id in `checks`, on `submission`, and call `tell` with each event."""
        self._checks = checks
        self._quick = _Lane("quick checks", submission, tell, self._go_on)
        self._training = _Lane("training checks", submission, tell, lambda _job, _verdicts: None)

    def run(self, exercise_ids: Sequence[str], dependants: Sequence[str] = ()) -> None:
        """Run the checks of these exercises next, in this order, in place of all that is running for them.

        The `dependants` come after them, without the checks that train: those go on if they run.
        """
        self._training.drop(exercise_ids)
        self._quick.put_first(
            [self._job(name, training=True) for name in exercise_ids if not self._only_trains(name)],
            [self._job(name, training=False) for name in dependants if not self._only_trains(name)],
        )
        for name in exercise_ids:
            if self._only_trains(name):
                self._training.put_last(Job(name, {}))

    def stop(self) -> None:
        """Stop everything that runs or waits."""
        self._quick.drop(None)
        self._training.drop(None)

    def close(self) -> None:
        """Stop everything and end the threads."""
        self._quick.close()
        self._training.close()

    def _only_trains(self, exercise_id: str) -> bool:
        return all(check.trains for check in self._checks[exercise_id])

    def _job(self, exercise_id: str, *, training: bool) -> Job:
        trains = tuple(check.id for check in self._checks[exercise_id] if check.trains)
        return Job(exercise_id, dict.fromkeys(trains, "skipped"), trains if training else ())

    def _go_on(self, job: Job, verdicts: Mapping[str, Verdict]) -> None:
        """Let the checks follow that train."""
        if job.then:
            self._training.put_last(Job(job.exercise_id, verdicts))


class _Lane:
    """A queue of jobs and a thread that does one at a time."""

    _numbers = itertools.count(1)

    def __init__(
        self, name: str, submission: Path, tell: Tell, done: Callable[[Job, Mapping[str, Verdict]], None]
    ) -> None:
        self._submission = submission
        self._tell = tell
        self._done = done
        self._changed = threading.Condition()
        self._waiting: list[Job] = []
        self._running: _Run | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def put_first(self, jobs: Sequence[Job], after: Sequence[Job]) -> None:
        """Do `jobs` next, then `after`, then what waits already.

        The job that runs is stopped, and comes again unless it is among `jobs`. What is in `after` and waits already,
        or is to come again, stays as it is.
        """
        with self._changed:
            if self._running is not None and not self._running.stopped:
                self._running.stop()
                self._waiting.insert(0, self._running.job)
            named = {job.exercise_id for job in jobs}
            waiting = [job for job in self._waiting if job.exercise_id not in named]
            named |= {job.exercise_id for job in waiting}
            self._waiting = [*jobs, *(job for job in after if job.exercise_id not in named), *waiting]
            self._changed.notify()

    def put_last(self, job: Job) -> None:
        """Do this job after all others, in place of an earlier one for the same exercise."""
        self.drop([job.exercise_id])
        with self._changed:
            self._waiting.append(job)
            self._changed.notify()

    def drop(self, exercise_ids: Sequence[str] | None) -> None:
        """Forget and stop the jobs of these exercises; of all if None."""
        with self._changed:
            self._waiting = [
                job
                for job in self._waiting
                if exercise_ids is not None and job.exercise_id not in exercise_ids
            ]
            running = self._running
            if running is not None and (exercise_ids is None or running.job.exercise_id in exercise_ids):
                running.stop()

    def close(self) -> None:
        """Stop everything and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self.drop(None)
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._running = None
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                run = self._running = _Run(self._waiting.pop(0), next(self._numbers), self._tell)
            outcome, problem = run.finish(self._submission)
            self._tell(JobEnded(run.number, run.job.exercise_id, outcome, problem))
            if outcome == "done" and not run.stopped:
                self._done(run.job, run.verdicts)


class _Run(Spectator):
    """One job that runs."""

    def __init__(self, job: Job, number: int, tell: Tell) -> None:
        super().__init__()
        self.job = job
        self.number = number
        self.verdicts: dict[str, Verdict] = {}
        self._tell = tell
        self._check_id = ""
        self._late = False

    def finish(self, submission: Path) -> tuple[Outcome, str]:
        """Run the job's checks; return how it ended, and what went wrong that is no fault of the student's."""
        self._tell(JobBegan(self.number, self.job.exercise_id))
        try:
            judge(
                submission,
                [self.job.exercise_id],
                on_result=self._ended,
                settled=self.job.settled,
                spectator=self,
            )
        except StoppedError:
            return ("late" if self._late else "stopped"), ""
        except CourseError as error:
            return "stopped", str(error)
        except Exception as error:  # noqa: BLE001  a defect of the judge must not end the watch
            return "stopped", f"the judge failed ({type(error).__name__}: {error}); save again to try again"
        return "done", ""

    def started(self, check: CheckPlan) -> None:
        self._check_id = check.id
        self._tell(CheckBegan(self.number, check.id, time.monotonic(), check.seconds))

    def learning(self, point: Learning) -> None:
        self._tell(Learned(self.number, self._check_id, point.curve, point.value))

    def _ended(self, result: CheckResult) -> None:
        self.verdicts[result.id] = result.verdict
        self._tell(CheckEnded(self.number, result))
        if result.verdict == "timeout":
            self._late = True  # the others would hang in the same loop, ten seconds each
            self.stop()
