"""The one exception that a command shows as a single line."""


class CourseError(Exception):
    """Something the user can mend: the message names the thing and the remedy; commands exit with 2."""

    def _render_traceback_(self) -> list[str]:
        """Show the single line in a notebook, too: IPython asks exceptions for this method."""
        return [f"error: {self}"]
