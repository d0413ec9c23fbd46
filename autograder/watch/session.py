"""One watch from beginning to end: what happens to files and checks changes the board, and keys become acts.

Everything here is called in one thread, the one that shows the board; the runner's and the follower's threads only
post events.
"""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from autograder.aids import Hint, compare, given_hints, is_started, reset_exercise
from autograder.catalog import load_catalog
from autograder.descriptions import describe_checks
from autograder.errors import CourseError
from autograder.expectations import definition_line
from autograder.judge import warm_up
from autograder.paths import LESSONS
from autograder.student import load_state, save_state
from autograder.watch.board import Board
from autograder.watch.events import JobEnded, Saved
from autograder.watch.follow import Follower, affected
from autograder.watch.runner import Runner
from autograder.watch.tensorboard import TensorBoard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from autograder.aids import Compared
    from autograder.catalog import Catalog, Exercise
    from autograder.descriptions import CheckDescription
    from autograder.student import State
    from autograder.watch.events import Event


class Session:
    """A student's watch, without a face."""

    def __init__(self, post: Callable[[Event], None], name: str | None = None, *, poll: bool = False) -> None:
        """Watch from the exercise called `name` on, or from where the student left off; `post` takes events.

        Raises CourseError for an unknown name or a broken course.
        """
        self.catalog = load_catalog()
        checks = {exercise.id: describe_checks(exercise) for exercise in self.catalog.exercises}
        state = load_state()
        self.board = Board(self.catalog, checks, state, _start(self.catalog, state, name), _find_line)
        self._runner = Runner(checks, post)
        self._follower = Follower(LESSONS, lambda files: post(Saved(files)), poll=poll)
        self._tensorboard = TensorBoard(post)
        self._saved_at = 0.0
        self._saves_itself = False
        self.seconds = 0.0
        """From the latest save to the verdict on its quick checks."""

    def start(self) -> None:
        """Warm the judge up, check the current exercise, and follow the student's files."""
        warm_up()
        with self._remembering() as state:
            state.begin_work(time.time())
            state.work_on(self.current, time.time())
        self._follower.start()
        self.check_again()

    def close(self) -> None:
        """Stop everything."""
        self._follower.close()
        self._runner.close()
        self._tensorboard.close()
        with self._remembering() as state:
            state.work_on(self.current, time.time())

    @property
    def current(self) -> Exercise:
        """The exercise that is looked at."""
        return self.board.current

    # --- What happens -----------------------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        """Take in an event that was posted."""
        if isinstance(event, Saved):
            self._take_save(event)
            return
        self.board.apply(event)
        if isinstance(event, JobEnded):
            if event.exercise_id == self.current.id and self._saved_at:
                self.seconds, self._saved_at = time.monotonic() - self._saved_at, 0.0
            self._note(self.catalog.exercise(event.exercise_id))

    def _take_save(self, event: Saved) -> None:
        concerned = affected(event.files, LESSONS, self.catalog, _is_started)
        if not self._saves_itself:
            self.board.notice = "; ".join(concerned.notices)
        self._saves_itself = False
        if not concerned.saved:
            return
        self._saved_at = time.monotonic()
        if self.current not in concerned.saved:
            self.board.current = concerned.saved[0]
        with self._remembering() as state:
            state.work_on(self.current, time.time())
        for exercise in concerned.saved:
            self.board.outdate(exercise)
        saved, dependants = (
            [exercise.id for exercise in exercises] for exercises in (concerned.saved, concerned.dependants)
        )
        self._runner.run(saved, dependants)

    def _note(self, exercise: Exercise) -> None:
        """Remember how an exercise stands, once all of its checks have a result."""
        report = self.board.report(exercise)
        if report is not None:
            with self._remembering() as state:
                state.note(report)

    # --- What a student asks for ------------------------------------------------------------------------------

    def check_again(self) -> None:
        """Run the current exercise's checks."""
        self.board.outdate(self.current)
        self._runner.run([self.current.id])

    def check_all(self) -> None:
        """Run all checks of the course, those of the current exercise first."""
        for exercise in self.catalog.exercises:
            self.board.outdate(exercise)
        others = [exercise.id for exercise in self.catalog.exercises if exercise != self.current]
        self._runner.run([self.current.id, *others])

    def stop(self) -> None:
        """Stop all checks that run."""
        self._runner.stop()

    def look_at(self, exercise: Exercise) -> None:
        """Make `exercise` the current one, and check it if that was not done yet."""
        self.board.current = exercise
        self.board.notice, self.seconds = "", 0.0
        with self._remembering() as state:
            state.work_on(exercise, time.time())
        if not self.board.knows(exercise):
            self.check_again()

    def following(self) -> Exercise | None:
        """Return the next exercise after the current one that has not passed; None if all have."""
        exercises = self.catalog.exercises
        here = exercises.index(self.current)
        return self.board.state.first_open([*exercises[here + 1 :], *exercises[: here + 1]])

    def hints(self) -> list[Hint]:
        """Return the hints of the current exercise that were given already."""
        return given_hints(self.current, self.board.state.hints.get(self.current.id, 0))

    def next_hint(self) -> Hint:
        """Give the next hint of the current exercise."""
        with self._remembering() as state:
            index = state.next_hint(self.current)
        return given_hints(self.current, index + 1)[-1]

    def check_to_explain(self) -> CheckDescription:
        """Return the check to explain: the one that failed first, else the first of the exercise."""
        checks = self.board.checks[self.current.id]
        failure = self.board.first_failure()
        return next((check for check in checks if failure and check.id == failure.id), checks[0])

    def reset(self) -> None:
        """Put the current exercise's skeleton back; CourseError if no copy can be kept of what is there."""
        result = reset_exercise(self.current)
        kept = f"; your version: {os.path.relpath(result.kept)}" if result.kept else ""
        self.board.notice = (
            f"the skeleton is back{kept}" if result.changed else "this is the skeleton already"
        )
        self._saves_itself = result.changed

    @property
    def may_see_solution(self) -> bool:
        """Whether the current exercise passed or was given up."""
        return self.board.has_passed or self.board.state.may_see_solution(self.current)

    def give_up(self) -> None:
        """Remember that the current exercise was given up."""
        with self._remembering() as state:
            state.give_up(self.current)

    def compare(self) -> list[Compared]:
        """Compare the student's version with the reference; CourseError if either cannot be read."""
        return compare(self.current)

    def start_tensorboard(self) -> None:
        """Start TensorBoard; its address is posted when it is known."""
        self.board.notice = self._tensorboard.start()

    @contextlib.contextmanager
    def _remembering(self) -> Iterator[State]:
        """Change what is remembered: read anew, because commands in other terminals write it, too."""
        state = load_state()
        yield state
        self.board.state = state
        try:
            save_state(state)
        except CourseError as error:
            self.board.notice = str(error)


def _start(catalog: Catalog, state: State, name: str | None) -> Exercise:
    """Choose where to begin: what was asked for, what was worked on last unless it is done, the first open one."""
    if name is not None:
        matches = catalog.select([name])
        return state.first_open(matches) or matches[0]
    latest = next((exercise for exercise in catalog.exercises if exercise.id == state.current), None)
    if latest is not None and not state.passed(latest):
        return latest
    return state.first_open(catalog.exercises) or latest or catalog.exercises[0]


def _is_started(exercise: Exercise) -> bool:
    """Whether an exercise was started, as far as can be told."""
    try:
        return is_started(exercise)
    except (CourseError, OSError):
        return False


def _find_line(exercise: Exercise, name: str) -> int | None:
    return definition_line(LESSONS / exercise.file, name)
