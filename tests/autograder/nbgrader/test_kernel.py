"""Cells run in the sandbox put out what a kernel would, and reach nothing but their own box."""

import time

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.nbgrader.kernel import run_notebook


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


def test_pictures_are_shown(run):
    (outputs,) = run("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
    assert any("image/png" in one.get("data", {}) for one in outputs)


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
