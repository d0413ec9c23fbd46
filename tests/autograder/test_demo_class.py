"""The demo class: every hand-in is what its story says, and the judge gives it the grade that it deserves."""

import pytest

from autograder.authoring.skeleton import skeleton
from autograder.catalog import load_catalog
from autograder.checks import collect_specs
from autograder.demo_class import make_course, make_hand_in, surprises
from autograder.demo_students import ALL, LESSONS, STUDENTS
from autograder.errors import CourseError
from autograder.judge import Job, judge_many
from autograder.nbgrader.edits import Prepend, Remove, Rewrite, rewritten
from autograder.nbgrader.notebooks import assignment_notebook, notebook_bytes
from autograder.nbgrader.results import ClassResults, LessonResult
from autograder.paths import SOLUTIONS

CATALOG = load_catalog()
BY_ID = {student.id: student for student in STUDENTS}


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """Give a folder of released lessons: skeletons and notebooks."""
    folder = tmp_path_factory.mktemp("release")
    for lesson in CATALOG.lessons:
        (folder / lesson.name).mkdir()
        notebook = assignment_notebook(lesson, "# %% [markdown]\n# # Title\n")
        (folder / lesson.name / f"{lesson.name}.ipynb").write_bytes(notebook_bytes(notebook))
        for exercise in lesson.exercises:
            solution = (SOLUTIONS / exercise.file).read_text(encoding="utf-8")
            (folder / exercise.file).write_text(skeleton(solution, exercise.file), encoding="utf-8")
    return folder


def edited_exercises(student):
    """Name the exercises (ids) whose modules a student's edits change."""
    names = [edit.exercise for edit in student.edits if isinstance(edit, Rewrite | Prepend)]
    names += [edit.file.removesuffix(".py") for edit in student.edits if isinstance(edit, Remove)]
    return tuple(exercise.id for exercise in CATALOG.exercises if exercise.id in names)


EDITED = {student.id: edited_exercises(student) for student in STUDENTS if edited_exercises(student)}


@pytest.fixture(scope="session")
def reports(released, sandbox, tmp_path_factory):
    """Judge every module that an edit has changed, in the sandbox and in the process of the checks."""
    desks = tmp_path_factory.mktemp("desks")
    jobs = []
    for name, exercises in EDITED.items():
        make_hand_in(BY_ID[name], released, desks / name)
        jobs.append(Job(desks / name, exercises, name))
    return {
        (mode, job.label): report
        for mode, where in (("sandbox", sandbox), ("process", None))
        for job, report in judge_many(jobs, workers=2, sandbox=where)
    }


@pytest.mark.parametrize("mode", ["sandbox", "process"])
@pytest.mark.parametrize("name", EDITED)
def test_an_edited_module_gets_what_it_deserves(reports, name, mode):
    deserved = BY_ID[name].deserves()
    report = reports[mode, name]
    earned = {
        exercise: sum(check.earned for check in checks) for exercise, checks in report.by_exercise().items()
    }
    verdicts = "\n".join(f"{check.verdict:12} {check.id}" for check in report.checks)
    assert earned == {exercise: deserved[exercise] for exercise in EDITED[name]}, verdicts


@pytest.mark.parametrize("name", EDITED)
def test_an_edited_module_gets_the_same_verdicts_in_both_modes(reports, name):
    inside, outside = (
        [(check.id, check.verdict) for check in reports[mode, name].checks] for mode in ("sandbox", "process")
    )
    assert inside == outside


@pytest.mark.parametrize("student", STUDENTS, ids=lambda student: student.id)
def test_every_hand_in_can_be_made(student, released, tmp_path):
    folder = tmp_path / student.id
    make_hand_in(student, released, folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(LESSONS)
    assert all("BEGIN SOLUTION" not in path.read_text() for path in folder.rglob("*.py"))


def test_the_class_has_all_kinds_of_hand_ins():
    stories = {student.story for student in STUDENTS}
    assert len(stories) == len(STUDENTS)
    assert sum(not student.absent for student in STUDENTS) >= 14
    assert any(student.zipped for student in STUDENTS)
    assert any(not student.zipped for student in STUDENTS)


def test_missed_checks_exist():
    known = {(spec.exercise.id, spec.name) for spec in collect_specs()}
    for student in STUDENTS:
        for exercise, names in student.missed.items():
            assert student.has_solved(exercise)
            assert all((exercise, name) in known for name in names if name not in ALL), (student.id, exercise)


def test_what_is_deserved_lies_between_nothing_and_everything():
    assert sum(BY_ID["ada"].deserves().values()) == sum(exercise.points for exercise in CATALOG.exercises)
    assert not any(BY_ID["dana"].deserves().values())
    assert not any(BY_ID["sven"].deserves().values())


def test_a_grade_that_is_not_deserved_is_a_surprise():
    student = BY_ID["ada"]
    points = student.deserves()
    results = {
        (student.id, lesson.name): LessonResult(
            "graded", {exercise.name: points[exercise.id] for exercise in lesson.exercises}
        )
        for lesson in CATALOG.lessons
    }
    whole = ClassResults(CATALOG.lessons, (student.id,), {student.id: ""}, results, {})
    assert surprises(whole, [student]) == []
    results[student.id, LESSONS[0]] = results[student.id, LESSONS[0]]._replace(points={"demonstrations": 1.0})
    found = surprises(whole, [student])
    assert found[0] == "ada, lesson_05_datasets/demonstrations: got 1, deserves 12"
    results[student.id, LESSONS[1]] = LessonResult("absent")
    assert "ada, lesson_06_mlps: is absent, expected graded" in surprises(whole, [student])


def test_a_folder_with_other_things_is_not_overwritten(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CourseError, match="holds something that is no demo class; name an empty folder"):
        make_course(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_an_edit_that_fits_nothing_any_more_says_so():
    source = (
        "class A:\n    def f(self):\n        # BEGIN SOLUTION\n        return 1\n        # END SOLUTION\n"
    )
    assert (
        rewritten(source, "A.f", "x = 2\nreturn x")
        == "class A:\n    def f(self):\n        x = 2\n        return x\n"
    )
    with pytest.raises(CourseError, match=r"there is no function A.g any more"):
        rewritten(source, "A.g", "pass")
    with pytest.raises(CourseError, match="f holds no solution"):
        rewritten("def f():\n    return 1\n", "f", "pass")
