"""What the board shows after which events: no file, no process, no terminal."""

import pytest

from autograder.catalog import Catalog, Exercise, Lesson
from autograder.descriptions import CheckDescription
from autograder.report import CheckResult
from autograder.student import Standing, State
from autograder.watch.board import NOT_RUN, Board, in_the_watch
from autograder.watch.events import CheckBegan, CheckEnded, JobBegan, JobEnded, Learned, Noticed

LESSON = "lesson_01_numbers"
SUMS = f"{LESSON}/sums"
HINTS = ("one", "two", "three")


def exercise(name, **more):
    return Exercise(name=name, title=name, points=6, minutes=5, hints=HINTS, lesson=LESSON, **more)


def description(name, seconds=10.0, of="sums"):
    return CheckDescription(f"{LESSON}/{of}", f"test_{name}", f"It does {name}.", "", 2, seconds, "f.py", 1)


def result(name, verdict="passed", message="", of="sums"):
    earned = 2.0 if verdict == "passed" else 0.0
    return CheckResult(
        f"{LESSON}/{of}/test_{name}",
        LESSON,
        of,
        f"test_{name}",
        f"It does {name}.",
        2,
        earned,
        verdict,
        message,
    )


@pytest.fixture
def board():
    """Give a board of two exercises, on the first; it has two quick checks and one that trains."""
    exercises = (exercise("sums"), exercise("means"))
    lesson = Lesson(name=LESSON, title="x", minutes=5, question="?", question_points=1, exercises=exercises)
    checks = {
        SUMS: (description("one"), description("two"), description("three", seconds=60)),
        f"{LESSON}/means": (description("mean", of="means"), description("long", seconds=60, of="means")),
    }
    catalog = Catalog(title="A course", lessons=(lesson,))
    return Board(catalog, checks, State(), exercises[0], lambda _, name: {"add": 7}.get(name))


def states(board):
    return [row.state for row in board.rows()]


def tell(board, *events):
    for event in events:
        board.apply(event)


def began(name, job=1, time=0.0, of="sums"):
    return CheckBegan(job, f"{LESSON}/{of}/test_{name}", time, 10.0)


def test_nothing_is_known_at_first(board):
    assert states(board) == ["waiting"] * 3
    assert board.first_failure() is None
    assert board.report(board.current) is None
    assert not board.has_passed
    assert not board.is_warm
    assert board.place == f"{SUMS}.py"
    assert board.score == "0 of 3 checks pass, 0 of 6 points"


def test_checks_run_and_get_their_verdicts(board):
    tell(board, JobBegan(1, SUMS), began("one"))
    assert states(board) == ["running", "waiting", "waiting"]
    assert board.is_busy
    assert board.is_warm
    tell(board, CheckEnded(1, result("one")), began("two"), CheckEnded(1, result("two", "failed")))
    assert states(board) == ["passed", "failed", "waiting"]
    assert board.first_failure().name == "test_two"
    assert board.score == "1 of 3 checks pass, 2 of 6 points"
    tell(board, JobEnded(1, SUMS, "done"))
    assert not board.is_busy
    assert board.report(board.current) is None  # the third is still to come


def test_a_report_is_there_once_every_check_has_a_result(board):
    tell(board, JobBegan(1, SUMS), *(CheckEnded(1, result(name)) for name in ("one", "two", "three")))
    assert board.report(board.current).earned == 6
    assert board.has_passed


def test_after_a_save_old_verdicts_stay_but_count_as_old(board):
    tell(board, JobBegan(1, SUMS), CheckEnded(1, result("one", "failed")), JobEnded(1, SUMS, "done"))
    board.outdate(board.current)
    assert board.rows()[0].outdated
    assert board.is_outdated(board.first_failure())
    assert not board.knows(board.current)
    tell(board, JobBegan(2, SUMS), CheckEnded(2, result("one")))
    assert not board.rows()[0].outdated
    assert board.first_failure() is None


def test_a_new_failure_comes_before_an_old_one(board):
    tell(board, JobBegan(1, SUMS), CheckEnded(1, result("one", "failed")))
    board.outdate(board.current)
    tell(board, JobBegan(2, SUMS), CheckEnded(2, result("two", "failed")))
    assert board.first_failure().name == "test_two"


def test_what_comes_from_a_job_before_the_save_changes_nothing(board):
    tell(board, JobBegan(1, SUMS), began("one"))
    board.outdate(board.current)
    tell(
        board,
        CheckEnded(1, result("one")),
        Learned(1, f"{SUMS}/test_one", "loss", 1.0),
        JobEnded(1, SUMS, "done"),
    )
    assert states(board) == ["waiting"] * 3
    assert not board.is_busy


def test_a_stopped_check_says_so_until_it_runs_again(board):
    tell(board, JobBegan(1, SUMS), began("one"), JobEnded(1, SUMS, "stopped"))
    assert states(board) == ["stopped", "waiting", "waiting"]
    assert board.is_stopped
    tell(board, JobBegan(2, SUMS), began("one", job=2))
    assert not board.is_stopped


def test_after_a_check_that_hung_the_rest_is_skipped(board):
    tell(board, JobBegan(1, SUMS), CheckEnded(1, result("one", "timeout")), JobEnded(1, SUMS, "late"))
    assert states(board) == ["timeout", "skipped", "skipped"]
    assert board.report(board.current).checks[1].message == NOT_RUN
    assert board.first_failure().verdict == "timeout"


def test_a_problem_that_is_not_the_students_is_a_notice(board):
    tell(board, JobBegan(1, SUMS), JobEnded(1, SUMS, "stopped", "the checks are broken"))
    assert board.notice == "the checks are broken"
    tell(board, Noticed("TensorBoard: http://localhost:6006/"))
    assert board.notice.startswith("TensorBoard")


@pytest.mark.parametrize(
    ("verdict", "message", "place"),
    [
        ("failed", f"add(2, 3)\nexpected 5   got 6\nlook at: {SUMS}.py:9, add\nnext: x", f"{SUMS}.py:9"),
        ("failed", f"no answer\nlook at: {SUMS}.py", f"{SUMS}.py"),
        ("not_started", f"not written yet: {SUMS}.py: write add\nnext: x", f"{SUMS}.py:7"),
        ("not_started", f"not written yet: {SUMS}.py: write Sums.add\nnext: x", f"{SUMS}.py:7"),
        ("not_started", f"not written yet: {SUMS}.py: write nowhere\nnext: x", f"{SUMS}.py"),
    ],
)
def test_the_place_is_the_one_to_look_at(board, verdict, message, place):
    tell(board, JobBegan(1, SUMS), CheckEnded(1, result("one", verdict, message)))
    assert board.place == place


def test_a_training_has_a_curve(board):
    check = f"{SUMS}/test_three"
    tell(board, JobBegan(1, SUMS), began("three", time=5.0))
    assert (board.training.curve, list(board.training.values)) == ("", [])
    tell(
        board,
        Learned(1, check, "training loss", 0.7),
        Learned(1, check, "mean return", 9),
        Learned(1, check, "mean return", 20),
    )
    assert board.training.began == 5
    assert board.training.curve == "mean return"
    assert board.training.values == [9, 20]
    tell(board, CheckEnded(1, result("three")))
    assert board.training is None


def test_the_training_of_the_current_exercise_is_shown_first(board):
    tell(board, JobBegan(1, f"{LESSON}/means"), began("long", of="means"), JobBegan(2, SUMS))
    assert board.training.check.exercise_id == f"{LESSON}/means"
    tell(board, began("three", job=2))
    assert board.training.check.exercise_id == SUMS


def test_how_long_a_check_is_waited_for(board):
    assert board.waits_since(12.0) == 0
    tell(board, JobBegan(1, SUMS), began("three", time=3.0))
    assert board.waits_since(12.0) == 0
    assert board.waits_since(12.0, training=True) == 9
    tell(board, began("one", time=10.0))
    assert board.waits_since(12.0) == 2


def test_the_points_are_those_of_the_last_checks(board):
    board.state = State(standings={SUMS: Standing(earned=4, points=6, passed=False, digest="")})
    assert (board.earned, board.points) == (4, 12)


def test_the_next_step_is_a_key():
    failure = result("one", "failed", "add\nlook at: x.py\nnext: course hint sums")
    assert in_the_watch(failure).message == "add\nlook at: x.py\nnext: press h for a hint"
