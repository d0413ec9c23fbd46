"""Every command that anyone needs. `nox -l` is the menu; `nox -s check -- lesson_07` passes arguments on."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "none"  # one environment for all sessions, made by `environment` below
nox.options.sessions = ["check"]

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CONSTRAINTS = ROOT / "constraints.txt"

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""The networks are small: more threads make them slower, and results depend on their number."""


def environment(session: nox.Session, extra: str = "dev") -> None:
    """Make `.venv` what the pins say; do nothing if it already is.

    A stamp inside holds a hash of the pins. It is deleted before anything is installed and written afterwards, so an
    environment without one was interrupted and is built anew.
    """
    if sys.version_info < (3, 11):  # noqa: UP036  nox itself may run on an older Python
        raise SystemExit(
            f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: run nox with a newer one"
        )
    stamp = VENV / f"course-{extra}.stamp"
    wanted = _pins(extra)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    if not stamp.is_file() and extra == "dev":
        nox.logger.logger.warning("Setting up .venv: this takes a minute or two, once.")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    stamp.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip += ["--constraint", str(CONSTRAINTS)]
    try:
        subprocess.run([*pip, "setuptools>=80"], check=True, cwd=ROOT)  # it builds the course's own package
        subprocess.run([*pip, "--no-build-isolation", "--editable", f".[{extra}]"], check=True, cwd=ROOT)
    except subprocess.CalledProcessError:
        session.error(
            "pip could not install what the course needs (see above): check the network and run this again"
        )
    stamp.write_text(wanted)


def _pins(extra: str) -> str:
    digest = hashlib.sha256()
    for part in (CONSTRAINTS.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()):
        digest.update(part)
    return f"{extra} {sys.version_info.major}.{sys.version_info.minor} {digest.hexdigest()}\n"


def course(session: nox.Session, *arguments: str) -> None:
    """Run the `course` command in the environment, with the arguments after `--`."""
    environment(session)
    run(session, str(PYTHON), "-m", "autograder", *arguments, *session.posargs)


def run(session: nox.Session, *command: str, **variables: str) -> None:
    """Run a command of the environment, with further environment variables if it needs any."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    session.run(*command, external=True, env=ONE_THREAD | {"PATH": path} | variables)


@nox.session
def demo(session: nox.Session) -> None:
    """Grade a demo class of hand-ins through nbgrader and show the results."""
    course(session, "demo")


@nox.session
def check(session: nox.Session) -> None:
    """Check your code: all of it, or `-- lesson_07`, or `-- targets`."""
    course(session, "check")


@nox.session
def watch(session: nox.Session) -> None:
    """Follow your files: save, and see at once what works and what to mend."""
    course(session, "watch")


@nox.session
def hint(session: nox.Session) -> None:
    """Give the next hint: `-- targets`."""
    course(session, "hint")


@nox.session
def explain(session: nox.Session) -> None:
    """Tell what a check does and why it matters: `-- targets`."""
    course(session, "explain")


@nox.session
def progress(session: nox.Session) -> None:
    """Show how far you have come."""
    course(session, "progress")


@nox.session
def predict(session: nox.Session) -> None:
    """Say what small programs will print, before you run them: `-- lesson_07`."""
    course(session, "predict")


@nox.session
def train(session: nox.Session) -> None:
    """Train your deep Q-agent in the terminal; `-- BAD --seed 1` and the like."""
    course(session, "train")


@nox.session
def play(session: nox.Session) -> None:
    """Show an agent at work: the expert, or `-- --agent FOLDER`."""
    course(session, "play")


@nox.session
def tensorboard(session: nox.Session) -> None:
    """Open TensorBoard on the curves that your trainings wrote."""
    course(session, "tensorboard")


@nox.session
def reset(session: nox.Session) -> None:
    """Put a skeleton back, keeping a copy of your version: `-- targets`."""
    course(session, "reset")


@nox.session
def solution(session: nox.Session) -> None:
    """Show the reference solution of what passes, or of what you give up: `-- targets --give-up`."""
    course(session, "solution")


@nox.session
def doctor(session: nox.Session) -> None:
    """Tell whether this machine has what the course needs."""
    course(session, "doctor")


@nox.session
def grade(session: nox.Session) -> None:
    """Instructors: collect, autograde, write feedback and export a class with nbgrader."""
    course(session, "grade", "--nbgrader")


@nox.session
def release(session: nox.Session) -> None:
    """Instructors: generate and release the assignments with nbgrader."""
    course(session, "release")


@nox.session
def generate(session: nox.Session) -> None:
    """Authors: write lessons/ and assignments/source/ from solutions/."""
    course(session, "generate")


@nox.session
def verify(session: nox.Session) -> None:
    """Authors: prove the lessons: skeletons fail, solutions pass, every mutant's bug is named."""
    course(session, "verify")


@nox.session
def translate(session: nox.Session) -> None:
    """Authors: bring the Chinese catalogue up to date, and tell what is untranslated."""
    course(session, "translate")


@nox.session
def soak(session: nox.Session) -> None:
    """Authors: measure how often checks fail right solutions by bad luck; takes a night."""
    course(session, "soak", *([] if session.posargs else ["--table", "docs/authoring/soak.md"]))


@nox.session
def tests(session: nox.Session) -> None:
    """Run the autograder's own tests, two files at a time; `-- -n 0` for one."""
    environment(session)
    environment(session, "docs")
    # Not more at a time: some tests judge on all cores themselves, and some have deadlines.
    side_by_side = ["-n", "2", "--dist", "loadfile"]
    run(session, str(PYTHON), "-m", "pytest", *side_by_side, *session.posargs)


@nox.session
def install(session: nox.Session) -> None:
    """Maintainers: set the course up in fresh clones, in each way that docs/install.md tells."""
    environment(session)
    run(
        session,
        str(PYTHON),
        "-m",
        "pytest",
        "tests/autograder/test_install.py",
        "--install",
        *session.posargs,
    )


@nox.session
def lint(session: nox.Session) -> None:
    """Run Ruff and the strict type checker; `-- --fix` mends what can be mended."""
    environment(session)
    environment(session, "docs")
    fix = ["--fix"] if "--fix" in session.posargs else []
    run(session, str(PYTHON), "-m", "ruff", "check", *fix, ".")
    run(session, str(PYTHON), "-m", "ruff", "format", *([] if fix else ["--check"]), ".")
    run(session, str(PYTHON), "-m", "mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into site/, warnings being errors; `-- serve` shows it while you write."""
    environment(session)
    environment(session, "docs")
    command = session.posargs or ["build", "--strict"]
    # The variable leaves out a notice that MkDocs Material is maintained until May 2027 only.
    run(session, str(PYTHON), "-m", "mkdocs", *command, NO_MKDOCS_2_WARNING="1")


@nox.session
def mutate(session: nox.Session) -> None:
    """Authors: change the solutions a little in all ways; some check has to reject each change."""
    course(session, "mutate")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure speed against peers; takes a while."""
    environment(session)
    environment(session, "bench")
    course(session, "bench")


@nox.session
def lock(session: nox.Session) -> None:
    """Maintainers: pin the newest versions that pyproject.toml allows."""
    fresh = Path(session.create_tmp()) / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--clear", fresh], check=True)
    python = str(fresh / BIN.name / PYTHON.name)
    session.run(python, "-m", "pip", "install", "--quiet", ".[dev,docs,bench,postgres]", external=True)
    frozen = subprocess.run(
        [python, "-m", "pip", "freeze", "--all"], check=True, capture_output=True, text=True
    ).stdout
    header = f"{CONSTRAINTS.read_text(encoding='utf-8').splitlines()[0]}\n"
    pins = [
        _portable(line)
        for line in frozen.splitlines()
        if not re.match(r"deep-q-course|pip=|nvidia|cuda|triton", line)
    ]
    CONSTRAINTS.write_text(header + "\n".join(pins) + "\n", encoding="utf-8")


def _portable(pin: str) -> str:
    """Leave out the local part of a version, such as `+cpu`: each machine takes the build that fits it."""
    return pin.partition("+")[0]
