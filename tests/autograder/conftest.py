"""A tiny course in a temporary folder, with its own copy of the autograder, to play student and author in.

`autograder.paths` finds the course from where the package lies, so a copy of the package beside another course
judges that course: the tests use the real commands and the real judge, and never touch this repository's lessons.
"""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import settings

from autograder.catalog import load_catalog
from autograder.grading.folder import read_submission
from autograder.hand_over import RemoteOpener
from autograder.paths import ROOT
from autograder.report import CheckResult, Report
from autograder.sandbox.launch import best_level
from autograder.sandboxed import open_sandbox

os.environ["COURSE_LANG"] = "en"  # whatever the developer speaks: the tests read English

TINY_COURSE = Path(__file__).parent / "tiny_course"

collect_ignore = [str(TINY_COURSE)]  # its checks are run by its own judge

# The same examples in each run, so that a red test is red again; no deadline, because the machine is shared.
settings.register_profile("course", derandomize=True, deadline=None, database=None)
settings.load_profile("course")


def pytest_addoption(parser):
    """Add the options for what is not on every machine."""
    parser.addoption("--postgres", action="store_true", help="test with a real PostgreSQL server, too")
    parser.addoption("--podman", action="store_true", help="test in a real container, too")
    parser.addoption("--install", action="store_true", help="set the course up in fresh clones, too")


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def browser():
    """Give a headless browser, which asks nothing of other machines by itself."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="the documentation's packages are not installed: nox -s docs does it"
    )
    if BROWSER is None:
        pytest.skip("there is no chromium: install Debian's, or Chrome")
    options = ["--disable-gpu", "--disable-background-networking"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")  # Chromium's own sandbox does not work for root
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=BROWSER, args=options)
        yield browser
        browser.close()


class Judged:
    """A report, as the tests of the judge look at it."""

    def __init__(self, report):
        self.checks = report.checks
        self.passed = report.passed
        self.verdicts = {check.name.removeprefix("test_"): check.verdict for check in report.checks}
        self.points = {
            name: sum(one.earned for one in checks) for name, checks in report.by_exercise().items()
        }

    @property
    def findings(self):
        """What every check found, without how long it took."""
        return [
            (check.id, check.verdict, check.earned, check.message, check.details) for check in self.checks
        ]

    def named(self, name):
        """The result of one check."""
        return next(check for check in self.checks if check.name == f"test_{name}")


class Course:
    """A course in a folder of its own, worked on through its commands."""

    def __init__(self, root):
        self.root = root
        self.lessons = root / "lessons"
        self.solutions = root / "solutions"
        self.work = root / ".course"
        self._server = None

    def run(self, *command, cwd=None, **environment):
        """Run Python with `command` in the course; return the finished process with its output."""
        return subprocess.run(
            [sys.executable, *map(str, command)],
            check=False,
            cwd=cwd or self.root,
            env=os.environ | {"PYTHONPATH": str(self.root), "NO_COLOR": "1", "COLUMNS": "120"} | environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def course(self, *arguments, **options):
        """Run the `course` command."""
        return self.run("-m", "autograder", *arguments, **options)

    def judge(self, submission, *names):
        """Judge a submission in the shared judge process, in both modes, which have to find the same."""
        outside = self.judge_in_process(submission, *names)
        assert self.judge_in_sandbox(submission, *names).findings == outside.findings
        return outside

    def judge_in_process(self, submission, *names):
        """Judge a submission whose code runs in the process of the checks, as on a student's machine."""
        return self._judged(submission=str(submission), names=names)

    def judge_in_sandbox(self, submission, *names, **limits):
        """Judge a submission whose code runs in a confined worker, as for a grade."""
        return self._judged(submission=str(submission), names=names, sandbox=True, limits=limits)

    def _judged(self, **request):
        return Judged(Report.from_json(self.ask(**request)["report"].encode()))

    def ask(self, **request):
        """Send the judge process a request; see tiny_course/serve.py."""
        if self._server is None:
            self._server = subprocess.Popen(
                [sys.executable, "serve.py"],
                cwd=self.root,
                env=os.environ | {"PYTHONPATH": str(self.root)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())

    def close(self):
        """End the judge process."""
        if self._server is not None:
            self._server.stdin.close()
            self._server.stdout.close()
            self._server.wait(timeout=30)


def make_course(root):
    """Copy the autograder and the tiny course to `root`, with lessons not yet generated."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(TINY_COURSE, root, dirs_exist_ok=True, ignore=ignore)
    shutil.copytree(ROOT / "autograder", root / "autograder", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", root)
    shutil.copytree(
        ROOT / "assignments", root / "assignments", ignore=shutil.ignore_patterns("[!n]*")
    )  # its configuration
    return Course(root)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """Give a tiny course that many tests share: they must leave it as it is."""
    course = make_course(tmp_path_factory.mktemp("tiny"))
    generated = course.course("generate")
    assert generated.returncode == 0, generated.stderr
    yield course
    course.close()


@pytest.fixture
def own(tmp_path, tiny):
    """Give a test a tiny course of its own, to change as it likes through commands."""
    shutil.copytree(tiny.root, tmp_path / "own", ignore=shutil.ignore_patterns("__pycache__"))
    return Course(tmp_path / "own")


@pytest.fixture
def lent(tmp_path, tiny):
    """Lend a test the shared tiny course, to change as it likes: it is put back as it was."""
    rooms = ("lessons", "solutions", "tests", "assignments")
    for room in rooms:
        shutil.copytree(tiny.root / room, tmp_path / "before" / room)
    yield tiny
    for room in rooms:
        shutil.rmtree(tiny.root / room)
        shutil.copytree(tmp_path / "before" / room, tiny.root / room)
    if tiny.work.is_dir():
        shutil.rmtree(tiny.work)


@pytest.fixture
def hand_in(tmp_path, tiny):
    """Give a function that makes a submission: the solutions, but for the files given as path=text."""

    def make(files=(), folder="hand-in"):
        root = tmp_path / folder
        shutil.copytree(tiny.solutions, root)
        for name, text in dict(files).items():
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return root

    return make


@pytest.fixture
def adding(hand_in):
    """Give a function that makes a submission in which `add`, from line 7 of sums.py on, has this body."""

    def make(body, folder="hand-in"):
        add = textwrap.indent(textwrap.dedent(body).strip(), "    ")
        text = f"import math\n\ndef total(values):\n    return math.fsum(values)\n\ndef add(a, b):\n{add}\n"
        return hand_in({"lesson_01_numbers/sums.py": text}, folder)

    return make


@pytest.fixture
def result():
    """Give a function that makes a check's result."""

    def make(name="test_it", verdict="passed", points=2.0, earned=None, exercise="sums", **more):
        if earned is None:
            earned = points if verdict == "passed" else 0.0
        return CheckResult(
            id=f"lesson_01_numbers/{exercise}/{name}",
            lesson="lesson_01_numbers",
            exercise=exercise,
            name=name,
            statement="It does what it should.",
            points=points,
            earned=earned,
            verdict=verdict,
            **more,
        )

    return make


@pytest.fixture(name="sandbox", scope="session")
def sandbox_fixture():
    """Give a real sandbox, which many tests share."""
    if best_level() == "limits":
        pytest.skip("student code cannot be isolated on this machine")
    with open_sandbox() as sandbox:
        sandbox.wait()
        yield sandbox


@pytest.fixture(name="soon")
def soon_fixture():
    """Fail a test that takes longer than a few seconds: a worker that hangs must not hang the judge."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 10


@pytest.fixture(name="open_code")
def open_code_fixture(sandbox, tmp_path):
    """Give a function that opens a submission in the sandbox whose module `lesson_05_datasets.baseline` is the code."""
    opened = []

    def open_code(code="", seconds=20.0, address=sandbox.address):
        catalog = load_catalog()
        exercise = catalog.exercise("lesson_05_datasets/baseline")
        file = tmp_path / exercise.file
        file.parent.mkdir(exist_ok=True)
        file.write_text(textwrap.dedent(code))
        files = read_submission(tmp_path, catalog)
        submission = RemoteOpener(files, [exercise], catalog, address)(exercise, catalog)
        opened.append(submission)
        submission.begin(seconds)
        return submission

    yield open_code
    for submission in opened:
        submission.close()
