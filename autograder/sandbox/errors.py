"""The one exception of the sandbox."""


class SandboxError(Exception):
    """A wall cannot be built, or cannot be built here: the message says what was tried and what to do."""
