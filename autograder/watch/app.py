"""The watch in a terminal: the board, redrawn with each event, and its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import App
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Sparkline, Static

from autograder.errors import CourseError
from autograder.language import N_, _, translated
from autograder.texts import compared, described, minutes
from autograder.watch import view
from autograder.watch.screens import ConfirmScreen, HintScreen, ListScreen, ReadingScreen
from autograder.watch.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from autograder.watch.board import Board
    from autograder.watch.events import Event

KEYS = (
    ("h", N_("hint")),
    ("n", N_("next")),
    ("l", N_("list")),
    ("a", N_("all")),
    ("e", N_("why")),
    ("r", N_("reset")),
    ("s", N_("solution")),
    ("t", "TensorBoard"),
    ("q", N_("quit")),
)
"""The keys of the last line, and what it says about them."""

CURVE_COLOUR = "#0090c0"


class Happened(Message):
    """An event of another thread."""

    def __init__(self, event: Event) -> None:
        """Carry `event` into the app's own thread."""
        super().__init__()
        self.event = event


class WatchApp(App[None]):
    """Follows the student's files and shows what is right, what is wrong and what to do next."""

    TITLE = "course watch"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #title { height: 1; }
    #heading { height: 2; }
    #checks { height: auto; max-height: 45%; border-top: solid ansi_bright_black; }
    #training { height: auto; border-top: solid ansi_bright_black; }
    #training Sparkline { height: 3; }
    #verdict { height: 1fr; border-top: solid ansi_bright_black; }
    #status { height: auto; max-height: 3; }
    #keys { height: auto; max-height: 2; }
    .keys { height: 1; }
    .heading { height: 2; }
    .body { height: 1fr; border: none; }
    ConfirmScreen { align: center middle; }
    #question { width: 64; height: auto; padding: 1 2; border: solid ansi_yellow; }
    VerticalScroll { scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("h", "hint", "hint"),
        ("n", "next", "next"),
        ("l", "list", "list"),
        ("a", "all", "run all"),
        ("c", "check", "check again"),
        ("x", "stop", "stop"),
        ("e", "explain", "explain"),
        ("r", "reset", "reset"),
        ("s", "solution", "solution"),
        ("t", "tensorboard", "TensorBoard"),
        ("q,ctrl+c", "quit", "quit"),
    ]

    def __init__(self, name: str | None = None, *, poll: bool = False) -> None:
        """Watch as a Session with these arguments does; CourseError as there."""
        super().__init__(ansi_color=True)  # the terminal's own colours, and none at all with NO_COLOR
        self.session = Session(self._post, name, poll=poll)
        self._shown_first: tuple[str, int] = ("", 0)

    def compose(self) -> ComposeResult:
        """Lay out the board from top to bottom."""
        yield Static(id="title")
        yield Static(id="heading")
        with VerticalScroll(id="checks", can_focus=False):
            yield Static(id="rows")
        with VerticalScroll(id="training", can_focus=False):
            yield Static(id="learning")
            yield Sparkline(min_color=CURVE_COLOUR, max_color=CURVE_COLOUR, summary_function=_mean)
        with VerticalScroll(id="verdict"):
            yield Static(id="words")
        yield Static(id="status")
        yield Static(_keys(), id="keys")

    def on_mount(self) -> None:
        """Begin to watch."""
        self.theme = "ansi-dark"
        self.query_one("#verdict").focus()
        self.session.start()
        self.set_interval(1.0, self._tick)
        self.show()

    def on_unmount(self) -> None:
        """Stop everything."""
        self.session.close()

    def on_resize(self) -> None:
        """Fit the lines to the new width."""
        self.show()

    def on_happened(self, message: Happened) -> None:
        """Take in an event and show what it changes."""
        self.session.take(message.event)
        self.show()

    def show(self) -> None:
        """Draw the board."""
        screens = self.screen_stack
        if not screens or not screens[0].query("#title"):
            return  # the app is closing, and this event was on its way
        board, width, main = self.session.board, self.size.width, screens[0]
        rows = board.rows()
        main.query_one("#title", Static).update(view.title(board, width))
        main.query_one("#heading", Static).update(view.heading(board, width))
        lines = Text("\n").join(view.row(row, width - 1) for row in rows)
        main.query_one("#rows", Static).update(lines)
        self._scroll_to_first(board)
        main.query_one("#words", Static).update(view.indented(view.verdict(board)))
        main.query_one("#status", Static).update(view.status(board, self.session.seconds))
        self._show_training(board)

    def _scroll_to_first(self, board: Board) -> None:
        """Bring the first check that does not pass into view, when it becomes another."""
        states = [row.state for row in board.rows()]
        first = next((index for index, state in enumerate(states) if state != "passed"), 0)
        if self._shown_first != (board.current.id, first):
            self._shown_first = (board.current.id, first)
            self.screen_stack[0].query_one("#checks").scroll_to(y=max(0, first - 2), animate=False)

    def _show_training(self, board: Board) -> None:
        main = self.screen_stack[0]
        training = board.training
        main.query_one("#training").display = training is not None
        if training is None:
            return
        main.query_one("#learning", Static).update(view.training(training, board))
        sparkline = main.query_one(Sparkline)
        sparkline.display = training.check.exercise_id == board.current.id  # others are not worth the lines
        sparkline.data = list(training.values)

    def _tick(self) -> None:
        """Let the seconds pass of what takes long."""
        if self.session.board.is_busy:
            self.show()

    def _post(self, event: Event) -> None:
        self.post_message(Happened(event))

    # --- Keys -------------------------------------------------------------------------------------------------

    def action_hint(self) -> None:
        """Show the hints given so far; without any, give the first."""
        if not self.session.hints():
            self.session.next_hint()
        self.push_screen(
            HintScreen(
                _("Hints for {name}").format(name=self.session.current.id), self._hints(), self._one_more_hint
            )
        )

    def _one_more_hint(self) -> Text:
        self.session.next_hint()
        return self._hints()

    def _hints(self) -> Text:
        hints = self.session.hints()
        text = Text()
        for hint in hints:
            numbered = _("Hint {number} of {total}").format(number=hint.number, total=hint.total)
            text.append(f"{numbered}\n", style="bold").append(f"{translated(hint.text)}\n\n")
        if hints and len(hints) == hints[-1].total:
            text.append(_("That was the last one. If you give up: s shows the solution."), style="dim")
        return text

    def action_next(self) -> None:
        """Go to the next exercise that is open."""
        following = self.session.following()
        if following is None:
            self.session.board.notice = _("the whole course is done: congratulations!")
        else:
            self.session.look_at(following)
        self.show()

    def action_list(self) -> None:
        """Show all exercises, to choose one."""
        board = self.session.board
        entries: list[tuple[str | None, Text]] = []
        for lesson in board.catalog.lessons:
            entries.append((None, Text(f"{lesson.name}: {translated(lesson.title)}", style="bold")))
            for exercise in lesson.exercises:
                worked = minutes(board.state.seconds.get(exercise.id, 0))
                entries.append((exercise.id, view.listed(board, exercise, worked)))
        self.push_screen(ListScreen(entries, board.current.id), self._choose)

    def _choose(self, name: str | None) -> None:
        if name is not None:
            self.session.look_at(self.session.catalog.exercise(name))
            self.show()

    def action_all(self) -> None:
        """Run all checks."""
        self.session.check_all()
        self.show()

    def action_check(self) -> None:
        """Run the current exercise's checks again."""
        self.session.check_again()
        self.show()

    def action_stop(self) -> None:
        """Stop what runs."""
        self.session.stop()

    def action_explain(self) -> None:
        """Show in words what the first check that fails does."""
        check = self.session.check_to_explain()
        self.push_screen(
            ReadingScreen(_("A check of {name}").format(name=self.session.current.id), described(check))
        )

    def action_reset(self) -> None:
        """Put the skeleton back, if that is really wanted."""
        question = _("Put the skeleton of {file} back? A copy of your version is kept.")
        question = question.format(file=self.session.current.file)
        self.push_screen(ConfirmScreen(question, _("put it back")), self._reset)

    def _reset(self, wanted: bool | None) -> None:
        if wanted:
            self._trying(self.session.reset)
            self.show()

    def action_solution(self) -> None:
        """Show the reference beside the student's version, after a pass or after giving up."""
        if self.session.may_see_solution:
            self._trying(self._show_solution)
            return
        question = _("{name} does not pass yet. Do you give up, and want to see the solution?")
        question = question.format(name=self.session.current.id)
        self.push_screen(ConfirmScreen(question, _("give up")), self._give_up)

    def _give_up(self, wanted: bool | None) -> None:
        if wanted:
            self.session.give_up()
            self._trying(self._show_solution)

    def _show_solution(self) -> None:
        text = Text()
        if self.session.current.question:
            question = translated(self.session.current.question)
            text.append(_("To think about: "), style="bold").append(f"{question}\n\n")
        text.append_text(compared(self.session.compare()))
        title = _("Your version and the reference: {name}").format(name=self.session.current.id)
        self.push_screen(ReadingScreen(title, text))

    def action_tensorboard(self) -> None:
        """Start TensorBoard."""
        self.session.start_tensorboard()
        self.show()

    def _trying(self, act: Callable[[], object]) -> None:
        """Do something; what the user can mend is said in the status line."""
        try:
            act()
        except CourseError as error:
            self.session.board.notice = str(error)
            self.show()


def _keys() -> Text:
    return Text("  ").join(Text.assemble((key, "bold"), f" {_(what)}") for key, what in KEYS)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
