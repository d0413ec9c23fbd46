import contextlib
import io

import pytest

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.predict import Question, read_questions
from autograder.submission import reference

COURSE = load_catalog()
QUESTIONS = [(lesson, question) for lesson in COURSE.lessons for question in read_questions(lesson)]


@pytest.fixture
def ask():
    """Give a function that judges an answer where another is right."""

    def judge(answer, right, wrong=None):
        return Question("name", "text", "code", right, "because", wrong or {}).judge(answer)

    return judge


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("4", "4"),
        (" 4.0 ", "4"),
        (".693", "0.6931"),
        ("(8, 4)", "(8, 4)"),
        ("8,4", "(8, 4)"),
        ("[8, 4]", "(8, 4)"),
        ("torch.Size([8, 4])", "(8, 4)"),
        ("tensor([91., 1., 91.])", "[91.0, 1.0, 91.0]"),
        ("array([1, 2], dtype=int64)", "[1, 2]"),
        ("((8, 4), (8,))", "((8, 4), (8,))"),
        ("True", "True"),
        ("keyerror", "KeyError"),
        ("'KeyError'", "KeyError"),
    ],
)
def test_an_answer_counts_in_any_dress(ask, answer, right):
    assert ask(answer, right) == (True, "because")


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("5", "4"),
        ("1795", "1794"),
        ("1", "True"),
        ("True", "1"),
        ("(8, 4, 1)", "(8, 4)"),
        ("8", "(8,)"),
        ("[91, 1, 91, 1]", "[91.0, 1.0, 91.0]"),
        ("", "4"),
        ("nan", "4"),
        ("ValueError", "KeyError"),
        ("[" * 10_000, "4"),
        ("__import__('os').abort()", "4"),
    ],
)
def test_another_answer_does_not(ask, answer, right):
    assert ask(answer, right) == (False, "")


def test_a_known_mistake_is_named(ask):
    assert ask("(4, 8)", "(8, 4)", {"(4,8)": "the batch comes first"}) == (False, "the batch comes first")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[[questions]]\nname = 3", "predict.toml:2: Expected `str`, got `int`"),
        ('[[questions]]\nname = "a"', "predict.toml:1: Object missing required field `text`"),
        ("questions = []", "predict.toml:1: Expected `array` of length >= 1"),
        ("[[questions", "predict.toml:1: "),
    ],
)
def test_a_mistake_in_the_questions_is_told_with_file_and_line(tmp_path, text, error):
    lesson = COURSE.lesson("05")
    (tmp_path / lesson.name).mkdir()
    (tmp_path / lesson.name / "predict.toml").write_text(text)
    with pytest.raises(CourseError) as caught:
        read_questions(lesson, tmp_path)
    assert str(caught.value).startswith(error)


def test_a_lesson_may_have_no_questions(tmp_path):
    assert read_questions(COURSE.lesson("05"), tmp_path) == ()


# --- The questions of the course ------------------------------------------------------------------------------


def test_every_lesson_has_two_or_three_questions():
    for lesson in COURSE.lessons:
        assert 2 <= len(read_questions(lesson)) <= 3


@pytest.mark.parametrize(("lesson", "question"), QUESTIONS, ids=[question.name for _, question in QUESTIONS])
def test_the_answer_is_what_the_code_prints(lesson, question):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for exercise in COURSE.exercises:  # so that the code finds the lessons
            reference(COURSE)[exercise.module]
        exec(question.code, {})  # noqa: S102  the course's own
    assert said.getvalue().strip() == question.answer
    assert question.judge(question.answer).right
    for other in question.wrong:
        judgement = question.judge(other)
        assert not judgement.right
        assert judgement.says == question.wrong[other]
