"""nbgrader authors, releases, collects and shows; the judge decides the points.

An nbgrader assignment is a lesson and bears its name, so `submitted/<student>/` and `autograded/<student>/`
are laid out like `lessons/`: each is a submission that the judge understands. Inside this package
`import nbgrader` is the real library.

`grade` is what the notebooks' test cells call; it is all that this module imports, because a student's
kernel imports it, too.
"""

from autograder.nbgrader.cell import grade

__all__ = ["grade"]
