"""A lesson's notebook in JupyterLab, in a browser: opened and run by clicks, as a student does it."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import nbformat
import pytest

from autograder.paths import LESSONS, ROOT, SOLUTIONS

sync_api = pytest.importorskip(
    "playwright.sync_api", reason="the documentation's packages are not installed: nox -s docs does it"
)
pytest.importorskip("jupyterlab", reason="JupyterLab is not installed; it comes with nbgrader")

LESSON = "lesson_05_datasets"  # its notebook trains nothing
SECONDS = 75
"""How long a whole notebook may take on a busy machine; on an idle one it takes a quarter of that."""

OUTPUT = ".jp-OutputArea-output"
ERROR = f"{OUTPUT}[data-mime-type='application/vnd.jupyter.stderr']"
HAS_RUN = """
() => {
  const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].map(one => one.textContent);
  return prompts.includes("[1]:") && !prompts.includes("[*]:");
}
"""
"""Whether cells have run, and no one waits for its turn."""

BAD_PICTURES = """
() => [...document.querySelectorAll(".jp-OutputArea-output img")]
  .filter(image => !image.naturalWidth || image.scrollWidth > image.closest(".jp-OutputArea").clientWidth)
  .map(image => image.outerHTML.slice(0, 80))
"""
"""The pictures that could not be read, or reach beyond their cell."""


class JupyterLab:
    """A server with settings, kernels and notebooks of its own, for whoever knows its token."""

    def __init__(self, courses, home):
        self.token = secrets.token_hex()
        self.courses = courses
        self.home = home
        self._configure()
        with (home / "log").open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab"],
                cwd=courses,
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.address = self._wait_for_address()

    def _configure(self):
        config = self.home / "jupyter_config_dir"
        (config / "labconfig").mkdir(parents=True)
        (config / "jupyter_lab_config.py").write_text(
            textwrap.dedent(f"""
                c.ServerApp.ip = "127.0.0.1"
                c.ServerApp.port = 0  # any free one
                c.ServerApp.open_browser = False
                c.ServerApp.allow_root = True
                c.ServerApp.root_dir = {str(self.courses)!r}
                c.IdentityProvider.token = {self.token!r}
                c.LabApp.extension_manager = "readonly"
            """),
            encoding="utf-8",
        )
        no_news = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
        (config / "labconfig" / "page_config.json").write_text(json.dumps(no_news), encoding="utf-8")

    def _environment(self):
        folders = {
            name: str(self.home / name.lower())
            for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
        }
        return (
            os.environ | folders | {"PYTHONPATH": str(ROOT), "HOME": str(self.home), "OMP_NUM_THREADS": "1"}
        )

    def _wait_for_address(self):
        """Read the port from the file that the server writes as soon as it listens."""
        runtime = self.home / "jupyter_runtime_dir"
        for _ in range(600):
            for file in runtime.glob("jpserver-*.json"):
                with contextlib.suppress(ValueError):  # not all of it is written yet
                    return json.loads(file.read_text(encoding="utf-8"))["url"]
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        self.close()
        raise AssertionError((self.home / "log").read_text(encoding="utf-8"))

    def close(self):
        """End the server, which ends its kernels; kill what does not end."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()


def processes_with(text):
    """List the processes whose command holds `text`: a kernel's holds the folder of its connection file."""
    commands = Path("/proc").glob("[0-9]*/cmdline")
    found = []
    for command in commands:
        try:
            if text.encode() in command.read_bytes():
                found.append(command.parent.name)
        except OSError:  # it has just ended
            continue
    return found


@pytest.fixture(name="jupyterlab", scope="module")
def jupyterlab_fixture(tmp_path_factory):
    """Start JupyterLab where students have written all modules, or none; leave no process behind."""
    root = tmp_path_factory.mktemp("jupyterlab")
    ignored = shutil.ignore_patterns("__pycache__", "runs", "*.csv", "notebook.py")
    shutil.copytree(LESSONS, root / "courses" / "skeletons", ignore=ignored)
    shutil.copytree(SOLUTIONS, root / "courses" / "solved", ignore=ignored)
    shutil.copy(LESSONS / LESSON / "lesson.ipynb", root / "courses" / "solved" / LESSON)
    server = JupyterLab(root / "courses", root)
    yield server
    server.close()
    assert processes_with(str(root)) == []


@pytest.fixture(name="page")
def page_fixture(browser):
    """Open a tab from which nothing may be asked of another machine, and in which no script may fail."""
    complaints = []
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(30_000)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if is_elsewhere(request.url) else None)
    yield page
    page.close()
    assert complaints == []


def is_elsewhere(url):
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def open_notebook(page, server, course):
    """Open a course's notebook from the list of files, and wait for its kernel; return the lesson's folder."""
    page.goto(f"{server.address}lab?reset&token={server.token}")
    for name in (course, LESSON, "lesson.ipynb"):
        page.get_by_role("listitem").filter(has_text=name).dblclick()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    return server.courses / course / LESSON


def run_all_cells(page):
    """Choose Run, Run All Cells, and wait until no cell is waiting or running any more."""
    choose(page, "Run", "Run All Cells")
    page.wait_for_function(HAS_RUN, timeout=1_000 * SECONDS)


def choose(page, menu, entry):
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


def show(page, output):
    """Bring an output to the middle of the window; what comes into view may grow, so do it twice."""
    for _ in range(2):
        output.evaluate("element => element.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(200)


def test_a_notebook_runs_to_its_end(jupyterlab, page, tmp_path):
    """With all modules written: no cell fails, the pictures fit, the expert moves, the checks' table is there."""
    lesson = open_notebook(page, jupyterlab, "solved")
    run_all_cells(page)

    report = page.locator(f"{OUTPUT} .course-report")
    assert [" ".join(title.split()) for title in report.locator("h4").all_text_contents()] == [
        "lesson_05_datasets/demonstrations: 12 of 12 points",
        "lesson_05_datasets/dataset: 12 of 12 points",
        "lesson_05_datasets/baseline: 4 of 4 points",
    ]
    show(page, report)
    page.screenshot(path=tmp_path / "checks.png")
    wide = report.locator("table").first.evaluate("table => table.rows[0].cells[1].offsetWidth")
    assert wide > 500, "JupyterLab gives all columns one width, unless the table says otherwise"
    assert page.locator(ERROR).count() == 0
    assert page.locator(OUTPUT, has_text="<matplotlib.").count() == 0
    assert page.locator(OUTPUT, has_text="Text(0").count() == 0
    pictures = page.locator(f"{OUTPUT} img")
    assert pictures.count() == 4
    assert page.evaluate(BAD_PICTURES) == []
    episode = page.get_by_alt_text("CartPole, an episode with a return of 500")
    show(page, episode)
    first = episode.screenshot()
    page.wait_for_timeout(1_000)
    assert episode.screenshot() != first, "the animation stands still"
    show(page, pictures.nth(1))
    page.screenshot(path=tmp_path / "pictures.png")

    page.keyboard.press("Control+S")
    page.wait_for_function("document.querySelector('.jp-mod-current.jp-mod-dirty') === null")
    saved = nbformat.read(lesson / "lesson.ipynb", as_version=4)
    counts = [cell.execution_count for cell in saved.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_a_skeleton_stops_it_and_leads_to_the_function(jupyterlab, page, tmp_path):
    """As handed out: one cell fails, in four lines, the cells after it do not run, and a click opens the file."""
    lesson = open_notebook(page, jupyterlab, "skeletons")
    run_all_cells(page)

    error = page.locator(ERROR)
    assert error.count() == 1
    file = lesson / "demonstrations.py"
    line = 1 + file.read_text(encoding="utf-8").splitlines().index(
        f'    raise NotImplementedError("{LESSON}/demonstrations.py: write collect_demonstrations")'
    )
    assert error.text_content().splitlines() == [
        "○ collect_demonstrations is not written yet",
        f"look at: {file}:{line}",
        "then: save the file, restart the kernel, and run all cells again",
        "next: course hint demonstrations",
    ]
    show(page, error)
    page.screenshot(path=tmp_path / "skeleton.png")
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt").all_text_contents()
    assert prompts[-1] == "[ ]:"

    error.get_by_text("demonstrations.py").click()
    sync_api.expect(page.get_by_role("tab", name="demonstrations.py")).to_be_visible()
    sync_api.expect(page.get_by_text(f"Ln {line}, Col 1")).to_be_visible()
    page.screenshot(path=tmp_path / "file.png")
