"""Cells run in the sandbox put out what a kernel would, and reach nothing but their own box."""

import time

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.catalog import load_catalog
from autograder.nbgrader.kernel import run_notebook

LESSON = load_catalog().lesson("lesson_06_mlps")


@pytest.fixture(name="run")
def run_fixture(sandbox, tmp_path):
    """Give a function that runs cells and returns the outputs of each."""

    def run(*sources, seconds=20):
        notebook = new_notebook(cells=[new_markdown_cell("Text."), *map(new_code_cell, sources)])
        run_notebook(notebook, tmp_path, sandbox, seconds)
        return [cell.outputs for cell in notebook.cells[1:]]

    return run


def test_cells_share_a_session_and_their_last_value_is_shown(run):
    first, second, third = run("x = 20\nprint('set')", "x + 1", "x + 1;")
    assert [(one.output_type, one.text) for one in first] == [("stream", "set\n")]
    assert [(one.output_type, one.data["text/plain"]) for one in second] == [("execute_result", "21")]
    assert third == []


def test_outputs_come_in_order_and_streams_apart(run):
    code = """
    import sys
    from IPython.display import display
    print("a"); print("b")
    print("c", file=sys.stderr)
    display(1)
    print("d")
    """
    (outputs,) = run("\n".join(line.strip() for line in code.splitlines()))
    assert [(one.output_type, one.get("name")) for one in outputs] == [
        ("stream", "stdout"),
        ("stream", "stderr"),
        ("display_data", None),
        ("stream", "stdout"),
    ]
    assert outputs[0].text == "a\nb\n"


@pytest.mark.parametrize("magic", ["%matplotlib inline\n", ""])
@pytest.mark.parametrize("show", ["\nplt.show()", ""])
def test_pictures_are_shown(run, magic, show):
    (outputs,) = run(f"{magic}import matplotlib.pyplot as plt\nplt.plot([1, 2]){show}")
    assert any("image/png" in one.get("data", {}) for one in outputs)


def test_a_cell_may_be_long(run):
    numbers = [*range(1_000)]
    assert run(f"sum({numbers})")[0][0].data["text/plain"] == str(sum(numbers))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("def f(:", "SyntaxError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import no_such", "ModuleNotFoundError"),
        ("input()", "EOFError"),
        ("get_ipython().showtraceback = lambda *_, **__: None\n1 / 0", "Error"),
    ],
)
def test_an_error_is_an_output_and_the_next_cell_runs(run, source, name):
    failed, after = run(source, "'goes on'")
    assert name in [one.ename for one in failed if one.output_type == "error"]
    assert after[0].data["text/plain"] == "'goes on'"


def test_modules_beside_the_notebook_can_be_imported(run, tmp_path):
    (tmp_path / "helper.py").write_text("value = 42\n")
    assert run("import helper\nhelper.value")[0][0].data["text/plain"] == "42"


def test_modules_that_end_the_process_do_so_in_a_cell_alone(run, tmp_path):
    """IPython imports some of Python's own when a session begins: no student's file of that name may come before."""
    for name in ("sqlite3", "atexit", "bdb", "pdb", "runpy", "shlex", "getpass", "pydoc", "jedi", "cProfile"):
        (tmp_path / f"{name}.py").write_text("import os\nos._exit(0)\n")
    (outputs,) = run("import jedi")
    assert [(one.output_type, one.ename) for one in outputs] == [("error", "DeadKernelError")]


@pytest.fixture(name="run_lesson")
def run_lesson_fixture(sandbox, tmp_path):
    """Give a function that runs cells in lesson 06's folder, and returns what each shows or raises."""
    folder = tmp_path / LESSON.name
    folder.mkdir()
    (folder / "mlp.py").write_text(
        "from lesson_05_datasets.baseline import majority_class_accuracy\nmine = 1\n"
    )

    def run(*sources):
        notebook = new_notebook(cells=[*map(new_code_cell, sources)])
        run_notebook(notebook, folder, sandbox, 20, LESSON)
        return [
            one.get("text") or one.get("evalue") or one.data["text/plain"]
            for cell in notebook.cells
            for one in cell.outputs
        ]

    return run


def test_a_lessons_notebook_finds_what_it_does_on_a_students_machine(run_lesson, tmp_path):
    (tmp_path / LESSON.name / "notes.txt").write_text("kept")
    said = run_lesson(
        "from autograder.notebook import Animation, check, open_lesson, predict\nopen_lesson()",
        "from lesson_06_mlps.mlp import mine, majority_class_accuracy\nmine",
        "open('notes.txt').read()",
        "predict('shape', (64, 4))",
        "check('mlp')",
        "from expert import load_expert\nAnimation(load_expert(), seed=0)",
        "from autograder.nbgrader import grade\ngrade('lesson_06_mlps', 'mlp')",
    )
    assert said == [
        "1",
        "'kept'",
        "shape: (64, 4)\n",
        "not checked here: mlp; the test cells below show what the judge found\n",
        "an episode with a return of 500",
    ]


def test_a_lessons_own_solutions_are_not_there(run_lesson):
    assert run_lesson("import lesson_06_mlps.training") == ["No module named 'lesson_06_mlps.training'"]


def test_a_folder_called_like_a_given_file_is_not_in_its_way(sandbox, tmp_path):
    lesson = load_catalog().lesson("lesson_07_deep_q_agent")
    blocked = tmp_path / lesson.name / "hyperparameters.py"
    blocked.mkdir(parents=True)
    (blocked / "x.txt").write_text("x")
    cell = new_code_cell("from lesson_07_deep_q_agent.hyperparameters import Hyperparameters")
    run_notebook(new_notebook(cells=[cell]), blocked.parent, sandbox, 20, lesson)
    assert cell.outputs == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("while True: pass", "CellTimeoutError"),
        ("import time; time.sleep(60)", "CellTimeoutError"),
        ("import os; os._exit(0)", "DeadKernelError"),
        ("import ctypes; ctypes.string_at(0)", "DeadKernelError"),
        ("import os\nos.closerange(3, 256)", "DeadKernelError"),
        (
            "import os\nfor n in range(3, 64):\n    try: os.write(n, b'x' * 64)\n    except OSError: pass",
            "DeadKernelError",
        ),
    ],
)
def test_a_cell_that_ends_the_process_leaves_no_points_to_the_others(run, source, name):
    began = time.monotonic()
    before, failed, after = run("1", source, "assert True", seconds=2)
    assert time.monotonic() - began < 12
    assert before[0].data["text/plain"] == "1"
    assert [one.ename for one in failed] == [name]
    assert [one.ename for one in after] == ["NotRun"]
    cell = new_code_cell("assert True", outputs=after)
    cell.metadata.nbgrader = {
        "grade": True,
        "solution": False,
        "points": 3,
        "grade_id": "x",
        "schema_version": 3,
    }
    assert determine_grade(cell) == (0, 3)


def test_a_flood_is_cut(run):
    flooded, after = run("for _ in range(3_000): print('x' * 1_000)", "'goes on'")
    assert sum(len(one.text) for one in flooded) <= 1 << 20
    assert after[0].data["text/plain"] == "'goes on'"


@pytest.mark.parametrize(
    "source",
    [
        "open('/etc/passwd').read()",
        "__import__('os').listdir('/root')",
        "__import__('pathlib').Path('../../gradebook.db').write_bytes(b'')",
        "__import__('os').fork()",
        "__import__('subprocess').Popen(['sleep', '60'])",
        "__import__('socket').socket()",
        "__import__('os').kill(__import__('os').getppid() or 1, 9) or 1 / 0",
        "import IPython\nget_ipython().system('echo hello > ../../x') or 1 / 0",
    ],
)
def test_a_cell_reaches_nothing_outside_its_box(run, source, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    outputs, after = run(source, "open('notes.txt').read()")
    assert any(one.output_type == "error" for one in outputs)
    assert after[0].data["text/plain"] == "'mine'"
