import pytest


def told(run):
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()


def test_a_new_exercise_passes_the_gate_as_it_is_written(own):
    lines = told(own.course("new", "exercise", "lesson_01", "doubles", "--title", "Double numbers"))
    assert lines[:3] == [
        "wrote solutions/lesson_01_numbers/doubles.py",
        "wrote tests/lessons/lesson_01_numbers/test_doubles.py",
        "wrote lessons/course.toml",
    ]
    manifest = (own.lessons / "course.toml").read_text()
    assert (
        manifest.index('name = "means"')
        < manifest.index('name = "doubles"')
        < manifest.index("lesson_02_words")
    )
    told(own.course("generate"))
    skeleton = (own.lessons / "lesson_01_numbers/doubles.py").read_text()
    assert skeleton.startswith('"""Double numbers."""')
    assert "return 2 * x" not in skeleton
    assert "; 0 problems; " in told(own.course("verify", "doubles"))[-1]


def test_a_new_exercise_of_the_last_lesson_comes_last(own):
    told(own.course("new", "exercise", "02", "doubles"))
    assert (own.lessons / "course.toml").read_text().rstrip().endswith("]")
    told(own.course("generate"))
    assert (own.lessons / "lesson_02_words/doubles.py").is_file()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ["exercise", "01", "sums"],
            "solutions/lesson_01_numbers/sums.py exists already; choose another name",
        ),
        (["exercise", "01", "../sums"], "'../sums' is no name; expected lower-case letters, digits and _"),
        (["exercise", "07", "doubles"], "there is no lesson called '07'"),
        (["mutant", "sums", "Wrong"], "'Wrong' is no name"),
        (["variant", "nothing", "loop"], "there is no exercise called 'nothing'"),
    ],
)
def test_what_cannot_be_written_is_refused(tiny, arguments, error):
    run = tiny.course("new", *arguments)
    assert run.returncode == 2
    assert run.stderr.startswith(f"error: {error}")


@pytest.mark.parametrize("kind", ["mutant", "variant"])
@pytest.mark.parametrize("exercise", ["sums", "greetings"])
def test_first_lines_are_refused_with_their_place_until_they_are_filled_in(own, kind, exercise):
    lines = told(own.course("new", kind, exercise, "something_else"))
    file = lines[0].removeprefix("wrote the first lines at the end of ")
    rows = (own.root / file).read_text().splitlines()
    run = own.course("verify", exercise)
    assert run.returncode == 2
    line = rows.index('name = "something_else"') + 1
    assert run.stderr.startswith(f"error: {file}:{line}: ")
    assert run.stderr.count("\n") == 1
