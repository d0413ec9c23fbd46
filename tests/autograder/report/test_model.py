import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.report import CheckResult, Report, root_cause

VERDICTS = st.sampled_from(["passed", "failed", "not_started", "skipped", "error", "timeout"])
NUMBERS = st.floats(min_value=0, max_value=1e6)
TEXTS = st.text()

RESULTS = st.builds(
    CheckResult,
    id=TEXTS,
    lesson=st.sampled_from(["lesson_01_numbers", "lesson_02_words"]),
    exercise=st.sampled_from(["sums", "means"]),
    name=TEXTS,
    statement=TEXTS,
    points=NUMBERS,
    earned=NUMBERS,
    verdict=VERDICTS,
    message=TEXTS,
    details=TEXTS,
    seconds=NUMBERS,
)
REPORTS = st.builds(
    Report,
    submission=TEXTS,
    checks=st.lists(RESULTS, max_size=5).map(tuple),
    seconds=NUMBERS,
    versions=st.dictionaries(TEXTS, TEXTS, max_size=3),
)


@given(REPORTS)
def test_a_report_survives_the_way_to_json_and_back(report):
    assert Report.from_json(report.to_json()) == report


@given(REPORTS)
def test_grouping_keeps_every_check_once_and_in_order(report):
    groups = report.by_exercise()
    assert sorted(map(id, report.checks)) == sorted(
        id(check) for checks in groups.values() for check in checks
    )
    for exercise_id, checks in groups.items():
        assert checks == [check for check in report.checks if check.exercise_id == exercise_id]


@pytest.mark.parametrize(
    "data",
    [b"", b"no json", b"[]", b'{"submission": "x"}', b'{"submission": 1, "checks": []}', b"\xff\xfe", b"null",
     b'{"submission": "x", "checks": [], "more": 1}', b'{"submission": "x", "checks": [{"id": "a"}]}'],
)  # fmt: skip
def test_what_is_no_report_is_refused_with_one_line(data):
    with pytest.raises(
        CourseError, match=r"^this is not a report: .+; write one with course check --json FILE$"
    ):
        Report.from_json(data)


def test_a_verdict_that_does_not_exist_is_refused(result):
    data = Report("x", (result(),)).to_json().replace(b'"passed"', b'"brilliant"')
    with pytest.raises(CourseError, match="brilliant"):
        Report.from_json(data)


def test_points_are_summed(result):
    report = Report("x", (result(points=2), result(points=3, earned=1.5), result(points=1, verdict="failed")))
    assert (report.earned, report.points) == (3.5, 6)


@pytest.mark.parametrize("verdict", ["failed", "not_started", "skipped", "error", "timeout"])
def test_a_report_has_passed_if_every_check_has(result, verdict):
    assert Report("x", (result(), result())).passed
    assert not Report("x", (result(), result(verdict=verdict))).passed


def test_a_report_without_checks_has_not_passed():
    assert not Report("x", ()).passed


def test_only_keeps_a_lesson_or_an_exercise(result):
    sums, means = result(exercise="sums"), result(exercise="means")
    report = Report("x", (sums, means), seconds=3)
    assert report.only("lesson_01_numbers").checks == (sums, means)
    assert report.only("lesson_01_numbers", "means").checks == (means,)
    assert report.only("lesson_02_words").checks == ()
    assert report.only("lesson_01_numbers", "means").seconds == 3


def test_the_root_cause_is_the_first_check_that_really_failed(result):
    passed, skipped, failed = result(), result("s", "skipped"), result("f", "failed")
    assert root_cause([passed, skipped, failed, result("later", "error")]) is failed
    assert root_cause([passed, skipped]) is skipped
    assert root_cause([passed]) is None
    assert root_cause([]) is None
