"""The help of the `course` command, in the language that was chosen on its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup

from autograder.language import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer._click.core import Command, Context  # Typer's own copy of Click, which it subclasses
    from typer._click.formatting import HelpFormatter


class SpeakingGroup(TyperGroup):
    """A group of commands whose help is translated when it is asked for: `--lang` stands before that on the line."""

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Find a command, with its help translated."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _translate(command)
        return command

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the help of the group itself."""
        _translate(self)
        super().format_help(ctx, formatter)


def help_texts(command: Command) -> Iterator[str]:
    """Walk over the texts of a command's help."""
    return (one.help for one in _with_help(command))


def _translate(command: Command) -> None:
    for one in _with_help(command):
        one.help = translated(one.help)


def _with_help(command: Command) -> list[Any]:
    """List what has a help text: the command, and its parameters."""
    return [one for one in (command, *command.params) if getattr(one, "help", None)]
