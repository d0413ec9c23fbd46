"""For a lesson's notebook.

`open_lesson` finds the student's modules, `check` shows what checks find, `predict` judges predictions, and `Animation`
shows an agent.
"""

from __future__ import annotations

import base64
import importlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.language import _, translated
from autograder.nbgrader.cell import ReportView
from autograder.paths import SOLUTIONS
from autograder.predict import read_questions
from autograder.texts import judged

if TYPE_CHECKING:
    from autograder.catalog import Lesson
    from autograder.play import Act


def open_lesson() -> None:
    """Let the lesson's modules be imported from the notebook's folder, the working directory.

    Other lessons come from the folders beside it, and what is missing there from the course. The environment's programs
    can be called, and a cell that needs a function which is not written yet says so in a few lines. Raises CourseError
    elsewhere than in a lesson.
    """
    from IPython import get_ipython  # noqa: PLC0415  only notebooks need it

    from autograder.unwritten import show_unwritten_in_a_few_lines  # noqa: PLC0415  the same

    here = Path.cwd()
    lesson = _lesson_here()
    sys.path[:] = [str(here.parent), *sys.path, str(SOLUTIONS)]
    importlib.import_module(lesson.name).__path__.insert(0, str(here))  # where a lesson is handed out alone
    # The environment's programs, for `%tensorboard` and `!course`: a kernel need not come from an activated one.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    shell = get_ipython()
    if shell is not None:
        show_unwritten_in_a_few_lines(shell)


def check(*names: str, submission: Path | None = None) -> ReportView:
    """Check the exercises called `names`, of the lesson that the notebook lies in, as they are saved now.

    `submission` is the folder that the lesson's folder lies in, by default the one above the working directory. Student
    code runs in a process of its own. Raises CourseError for a name that is no exercise of the lesson.
    """
    from autograder.judge import judge  # noqa: PLC0415  so that importing this module is cheap

    lesson = _lesson_here()
    exercises = {exercise.name: exercise.id for exercise in lesson.exercises}
    unknown = [name for name in names if name not in exercises]
    if unknown:
        raise CourseError(
            f"there is no exercise '{unknown[0]}' in {lesson.name}; there are: {', '.join(exercises)}"
        )
    wanted = [exercises[name] for name in names] or list(exercises.values())
    return ReportView(judge(Path.cwd().parent if submission is None else submission, wanted))


def predict(name: str, answer: object = ...) -> None:
    """Show the question called `name` of the lesson's `predict.toml`, or judge what you expect to be printed.

    Raises CourseError for a name that is no question of the lesson.
    """
    lesson = _lesson_here()
    questions = {question.name: question for question in read_questions(lesson)}
    if name not in questions:
        raise CourseError(
            f"there is no question '{name}' in {lesson.name}; there are: {', '.join(questions)}"
        )
    question = questions[name]
    if answer is ...:
        write = _("Write your prediction in place of the dots.")
        _show(f"{translated(question.words)}\n\n{question.code.strip()}\n\n{write}")
        return
    judgement = question.judge(answer if isinstance(answer, str) else repr(answer))
    says = translated(judgement.says) or _("Try again, or run the code and see.")
    _show(judged(says, right=judgement.right))


class Animation:
    """One episode of an agent, which Jupyter shows as a moving picture."""

    def __init__(self, act: Act, seed: int = 0) -> None:
        """Let `act`, which chooses an action for one observation, play an episode."""
        from autograder.play import play_episode, write_animation  # noqa: PLC0415  gymnasium is slow to import

        self.total, frames = play_episode(act, seed, "rgb_array")
        picture = io.BytesIO()
        write_animation(frames, picture)
        self._gif = picture.getvalue()

    def __repr__(self) -> str:
        """Tell the episode's return, where no picture can be shown."""
        return _("an episode with a return of {total}").format(total=f"{self.total:g}")

    def _repr_html_(self) -> str:
        """Show the picture."""
        data = base64.b64encode(self._gif).decode()
        return f'<img alt="CartPole, {self!r}" src="data:image/gif;base64,{data}"><br>{self!r}'


def _show(text: str) -> None:
    print(text)


def _lesson_here() -> Lesson:
    return load_catalog().lesson(Path.cwd().name)
