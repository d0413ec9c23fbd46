"""`course watch`: chooses the face, the app in a terminal that can show it, lines everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def watch(console: Console, name: str | None, *, plain: bool, poll: bool) -> None:
    """Watch until the student quits, from the exercise called `name` on; CourseError for an unknown name."""
    if plain or not console.is_terminal:
        from autograder.watch.plain import PlainWatch  # noqa: PLC0415  the app needs none of it

        PlainWatch(console, name, poll=poll).run()
        return
    from autograder.judge import warm_up  # noqa: PLC0415  other commands start faster without it
    from autograder.watch.app import WatchApp  # noqa: PLC0415  the same

    warm_up()  # before the app takes over the terminal's streams, of which the template wants the real ones
    WatchApp(name, poll=poll).run()
