"""Arguments that several commands take."""

from typing import Annotated

import typer

Names = Annotated[
    list[str] | None, typer.Argument(help="Lessons or exercises: lesson_07, targets. All if none.")
]
Name = Annotated[
    str, typer.Argument(help="An exercise: targets, or lesson_07/training where the name is not unique.")
]
