"""The watch line by line: for screen readers, simple terminals and files. Nothing is redrawn, and words say it all."""

from __future__ import annotations

import queue
import sys
import threading
import time
from typing import TYPE_CHECKING

from autograder.errors import CourseError
from autograder.language import N_, _, translated, translated_lines
from autograder.report.safe_text import one_line, printable
from autograder.report.terminal import number
from autograder.texts import compared, described, minutes
from autograder.watch import view
from autograder.watch.board import in_the_watch
from autograder.watch.events import JobEnded, Learned, Noticed, Saved
from autograder.watch.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from autograder.aids import Compared
    from autograder.report import CheckResult
    from autograder.watch.events import Event

HELP = N_("""\
Type a letter and press enter:
h next hint, n next exercise, l list of exercises, v all checks of this exercise, a run all checks, c check again,
e explain the check, r reset, s solution, t TensorBoard, x stop, q quit, ? these keys.
The name of an exercise goes there.""")

CURVE_SECONDS = 5.0
"""Time between two lines about a learning curve."""

WORDS = {
    "not_started": N_("not started"),
    "waiting": N_("not checked"),
    "passed": N_("passed"),
    "failed": N_("failed"),
    "skipped": N_("skipped"),
    "error": N_("error"),
    "timeout": N_("timeout"),
    "running": N_("running"),
    "stopped": N_("stopped"),
}
"""What a check's state is called."""


class PlainWatch:
    """Reads commands from the terminal, line by line, and prints what happens."""

    def __init__(self, console: Console, name: str | None = None, *, poll: bool = False) -> None:
        """Watch as a Session with these arguments does; CourseError as there."""
        self._console = console
        self._inbox: queue.SimpleQueue[Event | str | None] = queue.SimpleQueue()
        self._session = Session(self._inbox.put, name, poll=poll)
        self._confirm: Callable[[], None] | None = None
        self._curve_told = 0.0
        self._commands: dict[str, Callable[[], None]] = {
            "h": self._hint,
            "n": self._next,
            "l": self._list,
            "v": self._view,
            "a": self._all,
            "c": self._session.check_again,
            "e": self._explain,
            "r": self._reset,
            "s": self._solution,
            "t": self._tensorboard,
            "x": self._stop,
            "?": lambda: self._say(_(HELP)),
        }

    def run(self) -> None:
        """Watch until the student quits, the input ends or control-C is pressed."""
        board = self._session.board
        earned, points = number(round(board.earned, 2)), number(board.points)
        score = _("{earned} of {points} points").format(earned=earned, points=points)
        self._say(f"{translated(board.catalog.title)}: {score}.\n{_(HELP)}")
        self._say_where()
        self._say(_(view.STARTING))
        self._session.start()
        threading.Thread(target=self._read, name="commands", daemon=True).start()
        try:
            while (item := self._inbox.get()) is not None:
                if isinstance(item, str):
                    self._obey(item)
                else:
                    self._take(item)
        except KeyboardInterrupt:
            pass
        finally:
            self._session.close()

    def _read(self) -> None:
        for line in sys.stdin:
            command = line.strip()
            self._inbox.put(None if command in {"q", "quit"} else command)
        self._inbox.put(None)

    # --- What happens -----------------------------------------------------------------------------------------

    def _take(self, event: Event) -> None:
        before = self._session.current
        self._session.take(event)
        if isinstance(event, Saved):
            self._say_notice()
            if self._session.current != before:
                self._say_where()
            self._say(_("saved"))
        elif isinstance(event, Noticed):
            self._say_notice()
        elif isinstance(event, Learned):
            self._say_curve()
        elif isinstance(event, JobEnded):
            self._say_notice()
            if event.exercise_id == self._session.current.id and event.outcome != "stopped":
                self._say_verdict()

    def _say_where(self) -> None:
        current = self._session.current
        where = _("exercise {name}, {title}: lessons/{place}").format(
            name=current.id, title=translated(current.title), place=self._session.board.place
        )
        self._say(f"\n{where}")

    def _say_verdict(self) -> None:
        board = self._session.board
        failure = board.first_failure()
        if failure is not None:
            self._say(f"{board.score}.\n{_words(in_the_watch(failure))}")
        elif board.has_passed:
            self._say(view.verdict(board).plain.removeprefix("✓ "))
        else:
            says = _("{score}; training goes on in the background, x stops it.")
            self._say(says.format(score=board.score))

    def _say_curve(self) -> None:
        training = self._session.board.training
        now = time.monotonic()
        if training is not None and now - self._curve_told >= CURVE_SECONDS:
            self._curve_told = now
            says = _("training for {n} seconds, {curve}")
            self._say(says.format(n=f"{now - training.began:.0f}", curve=view.curve(training)))

    def _say_notice(self) -> None:
        if self._session.board.notice:
            self._say(translated(self._session.board.notice))
            self._session.board.notice = ""

    # --- Commands ---------------------------------------------------------------------------------------------

    def _obey(self, command: str) -> None:
        if self._confirm is not None:
            confirmed, self._confirm = self._confirm, None
            if command in {"y", "yes"}:
                self._trying(confirmed)
            else:
                self._say(_("left as it is"))
        elif command in self._commands:
            self._trying(self._commands[command])
        elif command:
            self._trying(lambda: self._go_to(command))
        self._say_notice()

    def _trying(self, act: Callable[[], None]) -> None:
        try:
            act()
        except CourseError as error:
            self._say(translated(str(error)))

    def _go_to(self, name: str) -> None:
        self._session.look_at(self._session.catalog.exercise(name))
        self._say_where()
        self._say_verdict_if_known()

    def _hint(self) -> None:
        hint = self._session.next_hint()
        numbered = _("hint {number} of {total}").format(number=hint.number, total=hint.total)
        self._say(f"{numbered}: {translated(hint.text)}")

    def _next(self) -> None:
        following = self._session.following()
        if following is None:
            self._say(_("the whole course is done: congratulations!"))
            return
        self._session.look_at(following)
        self._say_where()
        self._say_verdict_if_known()

    def _say_verdict_if_known(self) -> None:
        if self._session.board.knows(self._session.current):
            self._say_verdict()

    def _list(self) -> None:
        board = self._session.board
        for lesson in board.catalog.lessons:
            self._say(f"\n{lesson.name}, {translated(lesson.title)}")
            for exercise in lesson.exercises:
                worked = minutes(board.state.seconds.get(exercise.id, 0))
                line = _(
                    "{name}, {title}: {done}, {earned} of {points} points, {worked} of about {minutes} minutes"
                ).format(
                    name=exercise.name,
                    title=translated(exercise.title),
                    done=_("done") if board.state.passed(exercise) else _("open"),
                    earned=number(board.state.earned(exercise)),
                    points=number(exercise.points),
                    worked=worked,
                    minutes=exercise.minutes,
                )
                self._say(line + (_(", you are here") if exercise == board.current else ""))

    def _view(self) -> None:
        for row in self._session.board.rows():
            self._say(f"{_(WORDS[row.state])}, {row.score}: {translated(row.statement)}")

    def _all(self) -> None:
        self._session.check_all()
        self._say(_("checking the whole course"))

    def _explain(self) -> None:
        self._say(described(self._session.check_to_explain()).plain)

    def _reset(self) -> None:
        self._confirm = self._session.reset
        file = self._session.current.file
        says = _(
            "Put the skeleton of {file} back? A copy of your version is kept. Type y and enter to do so."
        )
        self._say(says.format(file=file))

    def _solution(self) -> None:
        if self._session.may_see_solution:
            self._show_solution()
            return
        self._confirm = self._give_up
        says = _("{name} does not pass yet. Do you give up? Type y and enter to do so.")
        self._say(says.format(name=self._session.current.id))

    def _give_up(self) -> None:
        self._session.give_up()
        self._show_solution()

    def _show_solution(self) -> None:
        self._say(_compared(self._session.compare()))
        if self._session.current.question:
            question = translated(self._session.current.question)
            self._say("\n" + _("To think about: ") + question)

    def _tensorboard(self) -> None:
        self._session.start_tensorboard()

    def _stop(self) -> None:
        self._session.stop()
        self._say(_("stopped"))

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)


def _words(failure: CheckResult) -> str:
    """Say a failure in words, in the order of the design."""
    statement = one_line(translated(failure.statement))
    message = translated_lines(printable(failure.message)).splitlines()
    return "\n".join(
        [
            f"{_(WORDS[failure.verdict])}: {statement}",
            *message,
            *printable(failure.details).splitlines(),
        ]
    )


def _compared(lines: Sequence[Compared]) -> str:
    """Say how two versions differ, line by line."""
    if not lines:
        return compared(lines).plain
    names = {"heading": "", "both": _("both: "), "yours": _("yours: "), "reference": _("reference: ")}
    return "\n".join(
        f"{names[line.of]}{translated(line.text) if line.of == 'heading' else printable(line.text)}"
        for line in lines
        if line.text.strip()
    )
