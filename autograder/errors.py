"""The one exception that a command shows as a single line."""


class CourseError(Exception):
    """Something the user can mend: the message names the thing and the remedy; commands exit with 2."""
