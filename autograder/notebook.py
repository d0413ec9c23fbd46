"""For a lesson's notebook: `check("dataset")` shows what the checks find, `predict("…", answer)` judges a prediction.

Both show a table or a sentence in the output and return nothing that the cell would print besides.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.nbgrader.cell import ReportView
from autograder.predict import read_questions

if TYPE_CHECKING:
    from autograder.catalog import Lesson


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
        _show(f"{question.words}\n\n{question.code.strip()}\n\nWrite your prediction in place of the dots.")
        return
    judgement = question.judge(answer if isinstance(answer, str) else repr(answer))
    begin = "✓ right" if judgement.right else "✗ not so"
    _show(f"{begin}. {judgement.says}" if judgement.says else f"{begin}. Try again, or run the code and see.")


def _show(text: str) -> None:
    print(text)


def _lesson_here() -> Lesson:
    return load_catalog().lesson(Path.cwd().name)
