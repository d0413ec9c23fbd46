import stat

import pytest

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.report import Report
from autograder.student import (
    LONGEST_PAUSE_SECONDS,
    Standing,
    State,
    digest,
    load_state,
    save_state,
    write_atomically,
)

EXERCISE = load_catalog().exercise("targets")


def test_hints_come_in_order_and_the_last_one_again():
    state = State()
    assert [state.next_hint(EXERCISE) for _ in range(5)] == [0, 1, 2, 2, 2]
    assert state.hints == {EXERCISE.id: 3}


def test_work_is_timed_and_a_break_is_no_work():
    state, other = State(), load_catalog().exercise("mlp")
    state.begin_work(1000)
    state.work_on(EXERCISE, 1010)
    assert state.seconds == {}
    state.work_on(EXERCISE, 1040)
    state.work_on(other, 1100)  # the time until now counts for the exercise before
    state.work_on(other, 1_000_000)
    assert state.seconds == {EXERCISE.id: 90, other.id: LONGEST_PAUSE_SECONDS}
    state.work_on(other, 5)  # a clock that was put back
    assert state.seconds[other.id] == LONGEST_PAUSE_SECONDS
    assert state.current == other.id


def test_time_between_two_watches_does_not_count():
    state = State(current=EXERCISE.id, since=1000)
    state.begin_work(5000)
    state.work_on(EXERCISE, 5001)
    assert state.seconds == {EXERCISE.id: 1}


def test_the_solution_may_be_seen_after_a_pass_or_after_giving_up():
    state = State()
    assert not state.may_see_solution(EXERCISE)
    state.give_up(EXERCISE)
    state.give_up(EXERCISE)
    assert state.given_up == [EXERCISE.id]
    assert state.may_see_solution(EXERCISE)
    passed = State(standings={EXERCISE.id: Standing(earned=12, points=12, passed=True, digest="")})
    assert passed.may_see_solution(EXERCISE)
    assert (passed.earned(EXERCISE), state.earned(EXERCISE)) == (12, 0)


def test_the_first_open_exercise_is_the_first_that_has_not_passed():
    exercises = load_catalog().exercises
    state = State(
        standings={
            exercises[0].id: Standing(1, 1, passed=True, digest=""),
            exercises[1].id: Standing(0, 1, passed=False, digest=""),
        }
    )
    assert state.first_open(exercises) == exercises[1]
    assert state.first_open(exercises[:1]) is None


def test_two_states_share_nothing():
    State().hints["x"] = 1
    assert State().hints == {}


def test_a_report_is_noted_by_exercise(result):
    state = State()
    state.note(
        Report(
            "x", (result(points=2), result(points=3, verdict="failed"), result(exercise="means", points=1))
        )
    )
    sums, means = state.standings["lesson_01_numbers/sums"], state.standings["lesson_01_numbers/means"]
    assert (sums.earned, sums.points, sums.passed) == (2, 5, False)
    assert (means.earned, means.points, means.passed) == (1, 1, True)


def test_a_report_of_one_exercise_leaves_the_others(result):
    before = Standing(earned=1, points=1, passed=True, digest="abc")
    state = State(standings={"lesson_01_numbers/means": before})
    state.note(Report("x", (result(exercise="sums"),)))
    assert state.standings["lesson_01_numbers/means"] == before


def test_the_state_survives_the_way_to_the_disk_and_back(tmp_path, result):
    state = State(hints={"a/b": 2})
    state.note(Report("x", (result(),)))
    save_state(state, tmp_path / "deep" / "state.json")
    assert load_state(tmp_path / "deep" / "state.json") == state


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"hints": 3}', b"\xff"])
def test_a_damaged_state_is_a_fresh_one(tmp_path, content):
    file = tmp_path / "state.json"
    file.write_bytes(content)
    assert load_state(file) == State()
    assert load_state(tmp_path / "nowhere.json") == State()


def test_a_file_is_replaced_as_a_whole(tmp_path):
    file = tmp_path / "new folder" / "report.json"
    write_atomically(file, b"first")
    write_atomically(file, b"second")
    assert file.read_bytes() == b"second"
    assert [one.name for one in file.parent.iterdir()] == ["report.json"]


def test_a_written_file_has_the_usual_permissions(tmp_path):
    write_atomically(tmp_path / "atomic", b"")
    (tmp_path / "usual").write_bytes(b"")
    atomic, usual = ((tmp_path / name).stat().st_mode for name in ("atomic", "usual"))
    assert stat.S_IMODE(atomic) == stat.S_IMODE(usual)


def test_a_file_keeps_its_permissions(tmp_path):
    file = tmp_path / "shared"
    file.write_bytes(b"")
    file.chmod(0o664)
    write_atomically(file, b"new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o664


def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_left_there(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"kept")
    for target in (tmp_path / "folder", tmp_path / "file" / "below", tmp_path / ("x" * 300)):
        with pytest.raises(CourseError, match=r"^cannot write .*; choose a place that can be written$"):
            write_atomically(target, b"new")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_a_digest_tells_contents_apart(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"a")
    two.write_bytes(b"b")
    assert digest(one) != digest(two)
    two.write_bytes(b"a")
    assert digest(one) == digest(two)
    assert digest(tmp_path / "nowhere") == ""
