"""How a batch goes on whatever happens, with a judge that does what each submission's module says."""

import threading
import time

import pytest

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.grading import batch as module
from autograder.grading.batch import Batch, ReportFolder
from autograder.grading.submissions import name_submissions
from autograder.judge import BrokenChecksError
from autograder.report import CheckResult, Report

EXERCISE = load_catalog().exercises[0]


def check():
    return CheckResult(
        id=f"{EXERCISE.id}/test_it",
        lesson=EXERCISE.lesson,
        exercise=EXERCISE.name,
        name="test_it",
        statement="It works.",
        points=2,
        earned=1,
        verdict="passed",
    )


@pytest.fixture
def judged(monkeypatch):
    """Put in the judge's place one that obeys the module; return the list of what it has judged."""
    done = []

    def judge(folder, names, *, on_result, **_):
        content = (folder / EXERCISE.file).read_text()
        done.append(content)
        if content == "broken checks":
            raise BrokenChecksError("E NameError: x")
        if content == "disk full":
            raise OSError(28, "No space left on device")
        if content == "defect":
            raise RuntimeError("a child\nended\x1b[2J")
        if content == "refused":
            raise CourseError("it is not nice; be nice")
        if content == "slow":
            for _ in range(1_000):
                time.sleep(0.01)
                on_result(check())
        return Report(str(folder), (check(),))

    monkeypatch.setattr(module, "judge", judge)
    return done


@pytest.fixture
def submissions(tmp_path):
    def make(**contents):
        for name, content in contents.items():
            file = tmp_path / "class" / name / EXERCISE.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        return name_submissions([tmp_path / "class" / name for name in contents])

    return make


@pytest.fixture
def run(tmp_path):
    """Give a function that runs a batch and returns the outcomes by name."""

    def ran(submissions, exercises=(EXERCISE.id,), **options):
        batch = Batch(submissions, exercises, ReportFolder(tmp_path / "reports"), None, **options)
        return {one.submission.name: one for one in batch.run() if one is not None}

    return ran


def test_reports_are_written_with_the_submissions_name(judged, submissions, run, tmp_path):
    outcomes = run(submissions(ada="1", bo="2"))
    for name in ("ada", "bo"):
        report = Report.from_json((tmp_path / "reports" / f"{name}.json").read_bytes())
        assert report == outcomes[name].report
        assert (report.submission, report.earned) == (name, 1)
        assert len(report.versions["inputs"]) == 64
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["ada.json", "bo.json"]


def test_what_goes_wrong_is_one_submissions_problem(judged, submissions, run):
    made = submissions(ada="1", bo="disk full", cy="defect", di="refused", ed="2")
    outcomes = run(made, workers=2)
    assert outcomes["bo"].problem.startswith(
        "OSError while it was judged: [Errno 28] No space left on device; "
    )
    assert outcomes["cy"].problem == (
        "RuntimeError while it was judged: a child ended\ufffd[2J; judge it again, or by itself"
    )
    assert outcomes["di"].problem == "it is not nice; be nice"
    assert [one.report is not None for one in outcomes.values()].count(True) == 2
    assert len(outcomes) == 5


def test_unchanged_submissions_are_judged_once(judged, submissions, run):
    made = submissions(ada="1", bo="2")
    run(made)
    again = run(made)
    assert sorted(judged) == ["1", "2"]
    assert not any(one.is_new for one in again.values())
    submissions(bo="3")
    third = run(made)
    assert judged[2:] == ["3"]
    assert (third["ada"].is_new, third["bo"].is_new) == (False, True)
    run(made, again=True)
    assert len(judged) == 5
    run(made, exercises=[EXERCISE.id, load_catalog().exercises[1].id])
    assert len(judged) == 7


def test_a_broken_report_is_made_again_and_a_problem_tried_again(judged, submissions, run, tmp_path):
    made = submissions(ada="1", bo="refused")
    run(made)
    (tmp_path / "reports" / "ada.json").write_text("{")
    run(made)
    assert sorted(judged) == ["1", "1", "refused", "refused"]


def test_an_outdated_report_does_not_outlive_a_problem(judged, submissions, run, tmp_path):
    made = submissions(ada="1")
    run(made)
    submissions(ada="refused")
    run(made)
    assert list((tmp_path / "reports").iterdir()) == []


def test_broken_checks_end_the_batch(judged, submissions, run):
    made = submissions(ada="broken checks", **{f"s{number}": "slow" for number in range(20)})
    began = time.monotonic()
    with pytest.raises(BrokenChecksError):
        run(made, workers=2)
    assert time.monotonic() - began < 5
    assert len(judged) < 6


def test_a_folder_that_cannot_be_written_ends_the_batch(judged, submissions, run, tmp_path):
    (tmp_path / "reports").touch()
    with pytest.raises(CourseError, match="cannot write"):
        run(submissions(ada="1"))


def test_a_batch_that_is_interrupted_ends_at_once_and_goes_on_later(judged, submissions, tmp_path, run):
    made = submissions(ada="1", bo="slow", cy="slow")
    batch = Batch(made, [EXERCISE.id], ReportFolder(tmp_path / "reports"), None, workers=2)
    running = batch.run()
    assert next(one for one in running if one is not None).submission.name == "ada"
    began = time.monotonic()
    running.close()
    assert time.monotonic() - began < 3
    assert batch.running == 0
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["ada.json"]
    submissions(bo="2", cy="3")
    outcomes = run(made)
    assert [name for name, one in outcomes.items() if not one.is_new] == ["ada"]
    assert judged.count("1") == 1


def test_it_tells_how_many_are_running(judged, submissions, tmp_path):
    batch = Batch(
        submissions(ada="slow", bo="slow", cy="slow"), [EXERCISE.id], ReportFolder(tmp_path), None, workers=2
    )
    running = batch.run()
    assert next(running) is None
    assert batch.running == 2
    running.close()
    assert threading.active_count() < 10


def test_what_is_judged_is_a_copy_without_links(judged, submissions, run, tmp_path):
    made = submissions(ada="1")
    module_file = tmp_path / "class" / "ada" / EXERCISE.file
    module_file.rename(tmp_path / "elsewhere.py")
    module_file.symlink_to(tmp_path / "elsewhere.py")
    assert run(made)["ada"].problem.startswith("FileNotFoundError while it was judged")
