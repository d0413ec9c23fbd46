import csv

import pytest
from nbgrader.api import Gradebook

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.nbgrader.course import NbgraderCourse
from autograder.nbgrader.rounds import Round, run_round, writable

LESSON = "lesson_05_datasets"
FULL = {exercise.name: exercise.points for exercise in load_catalog().lesson(LESSON).exercises}
NO_BASELINE = FULL | {"baseline": 0.0}
NOTHING = dict.fromkeys(FULL, 0.0)

DESERVED = {
    "perfect": FULL,
    "untouched": NOTHING,
    "forged": NO_BASELINE,
    "deleted": NO_BASELINE,
    "copied": FULL,
    "no_notebook": FULL,
    "no_json": FULL,
    "syntax": FULL | {"dataset": 0.0},
    "late": FULL,
    "zipped": FULL,
    "flat": FULL,
    "broken": NOTHING,
}


def result_of(graded, student):
    return graded.results.results[student, LESSON]


@pytest.mark.parametrize("student", DESERVED)
def test_every_hand_in_gets_the_points_it_deserves(graded, student):
    assert result_of(graded, student).status == "graded"
    assert result_of(graded, student).points == DESERVED[student]


def test_the_gradebook_holds_the_same_points(graded):
    with Gradebook(graded.files.gradebook) as book:
        stored = {one.student.id: one.score for one in book.find_assignment(LESSON).submissions}
    assert stored == {student: sum(points.values()) for student, points in DESERVED.items()}


def test_an_answer_waits_for_a_person_and_none_gets_nothing(graded):
    assert result_of(graded, "perfect").question is None
    for student in ("untouched", "no_notebook", "no_json", "broken"):
        assert result_of(graded, student).question == 0.0


def test_only_the_late_hand_in_is_late(graded):
    late = {student: result_of(graded, student).seconds_late for student in DESERVED}
    assert late.pop("late") == 86400
    assert not any(late.values())


def test_a_student_on_the_class_list_who_handed_nothing_in_is_absent(graded):
    assert result_of(graded, "absent").status == "absent"
    assert graded.results.total("absent") == 0


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("perfect", "28/28"),
        ("untouched", "not written yet"),
        ("syntax", "SyntaxError"),
        ("forged", "was edited"),
        ("deleted", "was put back"),
        ("copied", "was copied"),
        ("no_notebook", "is missing"),
        ("no_json", "is not JSON"),
        ("broken", "could not be unpacked"),
    ],
)
def test_every_hand_in_gets_a_feedback_page_that_says_why(graded, student, words):
    page = (graded.files.feedback / student / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert words in page.replace("of 28", "/28") or words == "28/28"
    assert "0 of 12 points" in page or "12 of 12 points" in page
    assert "Some text." not in page  # the lesson, which is not what feedback is about


def test_csv_has_everyone_with_points_per_exercise(graded):
    rows = list(csv.DictReader(graded.files.scores.read_text(encoding="utf-8").splitlines()))
    assert {row["student"] for row in rows} == {*DESERVED, "absent"}
    by_student = {row["student"]: row for row in rows}
    assert by_student["perfect"]["name"] == 'Pat O"Neil, Jr.'
    assert by_student["syntax"][f"{LESSON}/dataset"] == "0"
    assert by_student["syntax"][f"{LESSON} points"] == "16"
    assert by_student["absent"][f"{LESSON} status"] == "absent"
    assert by_student["absent"][f"{LESSON}/dataset"] == ""
    assert by_student["perfect"][f"{LESSON} status"] == "graded, answer waits"


def test_nbgraders_own_export_is_written_too(graded):
    assert (
        "late,28.0" in graded.files.nbgrader_scores.read_text()
        or graded.files.nbgrader_scores.stat().st_size > 100
    )


def test_overview_needs_nothing_else_and_links_every_page(graded):
    page = graded.files.overview.read_text(encoding="utf-8")
    assert "http" not in page
    for student in DESERVED:
        assert f'href="feedback/{student}/{LESSON}/{LESSON}.html"' in page


def test_most_missed_checks_leave_out_those_that_were_not_tried(graded):
    missed = {row.check.id: row for row in graded.results.most_missed(100)}
    assert all(row.check.exercise in {"dataset", "baseline", "demonstrations"} for row in missed.values())
    assert all(row.missed <= row.tried < len(DESERVED) for row in missed.values())


def test_a_second_round_judges_nothing_again(graded, released, monkeypatch):
    def refuse(*_):
        raise AssertionError("judged again")

    monkeypatch.setattr("autograder.nbgrader.reports.judge", refuse)
    monkeypatch.setattr("autograder.judge.judge", refuse)
    hand_ins = released.hand_ins(LESSON)
    assert len(list(released.reports.prepare(hand_ins, sandbox=None))) == len(hand_ins) == len(DESERVED)


def test_a_changed_module_is_judged_again(graded, released):
    one = next(one for one in released.hand_ins(LESSON) if one.student == "untouched")
    assert released.reports.find(one) is not None
    module = one.folder / "baseline.py"
    before = module.read_text()
    module.chmod(0o644)
    module.write_text(before + "\n")
    assert released.reports.find(one) is None
    module.write_text(before)
    assert released.reports.find(one) is not None


def test_a_folder_that_is_no_course_is_refused(tmp_path):
    with pytest.raises(CourseError, match=r"is no nbgrader course: it has no nbgrader_config.py"):
        run_round(tmp_path, console=None)


def test_a_lesson_without_source_is_refused(released):
    with pytest.raises(CourseError, match="has no source/lesson_06_mlps"):
        Round(released, console=None, lessons=["06"])


def test_a_step_that_fails_says_why(released):
    with pytest.raises(CourseError, match=r"nbgrader generate_assignment lesson_99 failed: .*lesson_99"):
        released.generate_assignment("lesson_99")


def test_the_environment_names_database_and_exchange(released, monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DB_URL", f"sqlite:///{tmp_path / 'other.db'}")
    monkeypatch.setenv("COURSE_EXCHANGE", str(tmp_path / "exchange"))
    course = NbgraderCourse(released.folder)
    assert course.database == f"sqlite:///{tmp_path / 'other.db'}"
    assert course.inbound == tmp_path / "exchange" / "deep_q_course" / "inbound"


def test_a_gradebook_that_cannot_be_used_is_one_line(released, monkeypatch):
    for url in ("sqlite:////nowhere/at/all.db", "postgresql+nodriver://ada:secret@localhost/x"):
        monkeypatch.setenv("COURSE_DB_URL", url)
        course = NbgraderCourse(released.folder)
        with pytest.raises(CourseError, match=r"cannot use the gradebook .*; mend COURSE_DB_URL") as caught:
            course.set_due_date(LESSON, None)
        assert "\n" not in str(caught.value)
        assert "secret" not in str(caught.value)


def test_a_broken_configuration_is_one_line(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "nbgrader_config.py").write_text("c = 1 / 0\n")
    with pytest.raises(
        CourseError, match=r"nbgrader_config.py cannot be read: ZeroDivisionError: division by zero; mend it"
    ):
        NbgraderCourse(tmp_path)


def test_an_error_of_the_file_system_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CourseError, match=r"cannot use .*file.*: Not a directory"), writable():
        (tmp_path / "file" / "x").mkdir()
