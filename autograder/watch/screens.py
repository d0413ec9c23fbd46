"""What the app shows in place of its board: texts to read, the list of exercises, a question to confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from autograder.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class ReadingScreen(Screen[None]):
    """A text to read; escape goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q", "back", "back")]

    def __init__(self, title: str, text: Text, keys: str | None = None) -> None:
        """Show `text` under its title, with its keys below."""
        super().__init__()
        self._heading = title
        self._text = text
        self._keys = keys or _("escape back   arrows scroll")

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(Text(self._heading, style="bold"), classes="heading")
        with VerticalScroll(classes="body"):
            yield Static(self._text, id="text")
        yield Static(Text(self._keys, style="dim"), classes="keys")

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()


class HintScreen(ReadingScreen):
    """Hints; h gives the next."""

    BINDINGS: ClassVar[list[BindingType]] = [("h", "next_hint", "next hint")]

    def __init__(self, title: str, text: Text, give_next: Callable[[], Text]) -> None:
        """Show the hints in `text`; `give_next` gives one more and returns all."""
        super().__init__(title, text, _("h next hint   escape back   arrows scroll"))
        self._give_next = give_next

    def action_next_hint(self) -> None:
        """Give one more hint."""
        self.query_one("#text", Static).update(self._give_next())
        self.query_one(VerticalScroll).scroll_end(animate=False)


class ListScreen(Screen[str | None]):
    """The exercises of the course; enter chooses one and gives its id."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,l", "back", "back")]

    def __init__(self, entries: Sequence[tuple[str | None, Text]], current: str) -> None:
        """Show the entries, each an exercise's id, or None for a heading, and its line."""
        super().__init__()
        self._entries = entries
        self._current = current

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(Text(_("The course"), style="bold"), classes="heading")
        yield OptionList(
            *(Option(line, id=name, disabled=name is None) for name, line in self._entries), classes="body"
        )
        yield Static(Text(_("enter choose   escape back   arrows move"), style="dim"), classes="keys")

    def on_mount(self) -> None:
        """Begin at the current exercise."""
        ids = [name for name, _ in self._entries]
        self.query_one(OptionList).highlighted = ids.index(self._current)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose an exercise."""
        self.dismiss(event.option.id)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)


class ConfirmScreen(ModalScreen[bool]):
    """A question that y answers with yes and anything else with no."""

    BINDINGS: ClassVar[list[BindingType]] = [("y", "yes", "yes"), ("n,escape,q", "no", "no")]

    def __init__(self, question: str, yes: str) -> None:
        """Ask `question`; `yes` says what y does."""
        super().__init__()
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay it out."""
        yield Static(
            Text.assemble(
                f"{self._question}\n\n",
                ("y", "bold"),
                f" {self._yes}   ",
                ("n", "bold"),
                " " + _("leave it as it is"),
            ),
            id="question",
        )

    def action_yes(self) -> None:
        """Answer with yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Answer with no."""
        self.dismiss(False)
