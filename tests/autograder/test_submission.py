import ast
import sys

import numpy as np
import pytest

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.paths import SOLUTIONS
from autograder.submission import MissingModuleError, Submission, reference, validate_folder

CATALOG = load_catalog()
BASELINE = CATALOG.exercise("baseline")
DATASET = CATALOG.exercise("dataset")
MODULE = BASELINE.module


@pytest.fixture(autouse=True)
def imports_as_before(monkeypatch):
    """Put Python's import system back as it was."""
    monkeypatch.setattr(sys, "meta_path", sys.meta_path.copy())
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(Submission, "_active", None)
    before = sys.modules.copy()
    yield
    for name in sys.modules.keys() - before.keys():
        if name.partition(".")[0] in {lesson.name for lesson in CATALOG.lessons}:
            del sys.modules[name]


@pytest.fixture
def submit(tmp_path):
    """Give a function that makes a submission of one lesson from path=text."""

    def make(files, exercise=BASELINE):
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return Submission(tmp_path, exercise, CATALOG)

    return make


def test_the_exercise_under_check_is_the_students(submit, tmp_path):
    submission = submit({BASELINE.file: "WHOSE = 'mine'\n"})
    assert submission[MODULE].WHOSE == "mine"
    assert submission[MODULE].__file__ == str(tmp_path / BASELINE.file)


def test_every_other_exercise_is_the_reference(submit):
    submission = submit(
        {
            BASELINE.file: "from lesson_05_datasets import demonstrations\n",
            "lesson_05_datasets/demonstrations.py": "1 / 0\n",
        }
    )
    assert submission[MODULE].demonstrations.__file__ == str(
        SOLUTIONS / "lesson_05_datasets/demonstrations.py"
    )
    assert submission["lesson_05_datasets.demonstrations"] is submission[MODULE].demonstrations


def test_what_the_course_gives_is_the_references_even_if_the_student_changed_it(submit):
    submission = submit({"lesson_07_deep_q_agent/hyperparameters.py": "GOOD = 'better'\n"}, DATASET)
    assert submission["lesson_07_deep_q_agent.hyperparameters"].__file__.startswith(str(SOLUTIONS))


def test_a_missing_module_is_never_the_references(submit):
    submission = submit({"lesson_05_datasets/other.py": ""})
    with pytest.raises(
        MissingModuleError, match=r"^lesson_05_datasets/baseline\.py is missing from the submission$"
    ):
        submission[MODULE]


def test_a_module_is_imported_once(submit):
    submission = submit({BASELINE.file: "import itertools\ncounter = itertools.count()\n"})
    assert next(submission[MODULE].counter) == 0
    assert next(submission[MODULE].counter) == 1


LATE = """
WHOSE = "mine"

def late():
    from lesson_05_datasets import my_own
    return my_own
"""


def test_the_reference_and_the_student_live_side_by_side(submit):
    submission = submit({BASELINE.file: LATE, "lesson_05_datasets/my_own.py": "WORDS = []\n"})
    theirs = reference(CATALOG)
    mine = submission[MODULE]
    assert theirs[MODULE].__file__ == str(SOLUTIONS / BASELINE.file)
    assert theirs[MODULE] is theirs[MODULE]
    mine.late().WORDS.append("kept")
    assert theirs[MODULE] is not mine
    assert submission[MODULE] is mine
    assert mine.late().WORDS == ["kept"]  # also after the reference was asked in between


def test_the_reference_alone_stays_active():
    module = reference(CATALOG)["lesson_06_mlps.training"]
    assert sys.modules["lesson_06_mlps.training"] is module


def test_two_submissions_do_not_mix(tmp_path):
    folders = []
    for name in ("anna", "ben"):
        file = tmp_path / name / BASELINE.file
        file.parent.mkdir(parents=True)
        file.write_text(LATE.replace("mine", name))
        (file.parent / "my_own.py").write_text(f"NAME = {name!r}\n")
        folders.append(Submission(tmp_path / name, BASELINE, CATALOG))
    for _ in range(2):
        assert [one[MODULE].WHOSE for one in folders] == ["anna", "ben"]
        for one, name in zip(folders, ("anna", "ben"), strict=True):
            assert name == one[MODULE].late().NAME


def test_a_module_that_fails_is_tried_again_and_fails_again(submit, tmp_path):
    submission = submit({BASELINE.file: "raise RuntimeError('first')\n"})
    for _ in range(2):
        with pytest.raises(RuntimeError, match="first"):
            submission[MODULE]
    (tmp_path / BASELINE.file).write_text("MENDED = True  # and long enough to be noticed\n")
    assert submission[MODULE].MENDED


def test_libraries_are_the_libraries(submit):
    submission = submit({"numpy.py": "1 / 0\n", "lesson_05_datasets/numpy.py": "1 / 0\n"})
    assert submission["numpy"] is np
    assert submission["numpy.random"] is np.random
    with pytest.raises(ModuleNotFoundError):
        submission["no_such_library"]


def test_sys_path_stays_as_it_is(submit):
    before = list(sys.path)
    assert submit({BASELINE.file: ""})[MODULE]
    assert sys.path == before


def test_in_this_process_things_are_handed_over_as_they_are(submit):
    submission = submit({BASELINE.file: ""})
    thing = object()
    assert submission.lend(thing) is thing
    assert submission.after_call(thing) is thing
    assert submission.to_list(range(3)) == [0, 1, 2]


def test_a_folder_of_lessons_is_accepted(tmp_path, monkeypatch):
    (tmp_path / "lesson_07_deep_q_agent").mkdir()
    assert validate_folder(tmp_path, CATALOG) == tmp_path.resolve()
    monkeypatch.chdir(tmp_path.parent)
    assert validate_folder(tmp_path.relative_to(tmp_path.parent), CATALOG) == tmp_path.resolve()


def test_a_folder_without_lessons_and_no_folder_are_refused(tmp_path):
    with pytest.raises(
        CourseError,
        match=r"holds no lessons; expected at least one of the folders lesson_05_datasets, lesson_06_mlps",
    ):
        validate_folder(tmp_path, CATALOG)
    with pytest.raises(
        CourseError, match=r"there is no folder '.*nowhere'; name one that is laid out like lessons/"
    ):
        validate_folder(tmp_path / "nowhere", CATALOG)
    (tmp_path / "lesson_05_datasets").write_text("a file")
    with pytest.raises(CourseError, match="holds no lessons"):
        validate_folder(tmp_path, CATALOG)
    with pytest.raises(CourseError, match="there is no folder"):
        validate_folder(tmp_path / "lesson_05_datasets", CATALOG)


@pytest.mark.parametrize("exercise", CATALOG.exercises, ids=lambda exercise: exercise.id)
def test_solutions_import_lessons_at_the_top_only(exercise):
    """Inside a function such an import would come from whatever submission is active then."""
    names = {lesson.name for lesson in CATALOG.lessons}
    tree = ast.parse((SOLUTIONS / exercise.file).read_text())
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                imported = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                imported += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                assert not {name.partition(".")[0] for name in imported} & names
