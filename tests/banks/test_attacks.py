"""The bank of attacks: none earns more than its honest work, outlives its deadline or leaves anything behind.

All are judged in one sandbox, side by side, each with an honest submission beside it. See attacks/README.md.
"""

import ast
import concurrent.futures
import contextlib
import ctypes
import hashlib
import importlib.util
import multiprocessing.util
import os
import py_compile
import re
import secrets
import shlex
import shutil
import stat
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.judge import BrokenChecksError, judge
from autograder.paths import LESSONS, ROOT, SOLUTIONS
from autograder.sandboxed import open_sandbox

BANK = Path(__file__).parent / "attacks"
GROUPS = ("forge", "harm", "leak")
MOST_SECONDS = 2.0
"""Each check of an attack gets so many."""
TOLERATED_SECONDS = 2.0
"""By so many a check may be late, and the judging of a submission longer than its checks."""
HOUSEKEEPING_SECONDS = 1.0
"""So long may the judge tidy up after each check."""
GIVEN_UP_SECONDS = 90.0
"""A judge that has not returned by then has been stopped by the attack."""
LARGEST_REPORT = 200_000
SIDE_BY_SIDE = 4
LEFT = "course-attack-left"
"""Files that attacks leave outside of their worker have this in their names."""
SEGMENT_KEY = 0x0A77AC
PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/root", "/box")  # noqa: S108  looked into, not written to
HONEST = "lesson_05_datasets/baseline"

CONTAINED = '''
"""Solves its exercise if it is contained, and does nothing to anybody."""
import os
import socket


def allowed(attempt):
    try:
        attempt()
    except OSError:
        return False
    return True


def fork():
    if os.fork() == 0:
        os._exit(0)


def majority_class_accuracy(train, test):
    attempts = {
        "start processes": fork,
        "make sockets": socket.socket,
        "signal other processes": lambda: os.kill(-1, 0),
        "read accounts": lambda: open("/etc/passwd"),
        "write outside": lambda: open("/usr/course-attack-left", "w"),
    }
    done = [name for name, attempt in attempts.items() if allowed(attempt)]
    if done:
        raise PermissionError("student code can " + ", ".join(done))
    return float((test["action"] == train["action"].mode()[0]).mean())
'''


class Attack(NamedTuple):
    """A submission of the bank, as its file describes it."""

    name: str
    module: Path
    folder: Path | None
    told: dict[str, str]
    stages: tuple[str, ...]
    variant: int = 0

    @property
    def exercise(self):
        return self.told["Exercise"]

    @property
    def seconds(self):
        return float(self.told.get("Seconds", MOST_SECONDS))

    def deserves(self, points):
        """Whether its honest work earns so many points."""
        text = self.told.get("Earns", "0")
        most = float(text.removeprefix("at most "))
        return 0 <= points <= most if text.startswith("at most ") else points == most


def read_attacks(module):
    """Read an attack, in all its variants, from its module; its docstring's lines are taken as they are written."""
    folder = module.parent if module.name == "attack.py" else None
    head = re.split(r'"""', module.read_text(encoding="utf-8"), maxsplit=2)[1]
    lines = [line.partition(": ") for line in head.splitlines() if ": " in line]
    place = (folder or module.with_suffix("")).relative_to(BANK)
    told = {key.strip(): text.strip() for key, _, text in lines if key != "Stage"}
    stages = tuple(text for key, _, text in lines if key == "Stage")
    count = int(told.get("Variants", 1))
    names = [f"{place}-{variant}" for variant in range(count)] if count > 1 else [str(place)]
    return [Attack(name, module, folder, told, stages, variant) for variant, name in enumerate(names)]


def read_bank():
    modules = [file for group in GROUPS for file in (BANK / group).glob("*.py")]
    modules += [file for group in GROUPS for file in (BANK / group).glob("*/attack.py")]
    return [attack for module in sorted(modules) for attack in read_attacks(module)]


ATTACKS = read_bank()

# --- Laying out submissions -----------------------------------------------------------------------------------


def lay_out(root, files):
    """Copy the untouched lessons to `root`, and put these files in their places."""
    shutil.copytree(LESSONS, root, ignore=shutil.ignore_patterns("__pycache__", "figures", "*.ipynb"))
    for name, source in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_bytes(source if isinstance(source, bytes) else source.read_bytes())
    return root


def lay_out_attack(attack, root):
    text = attack.module.read_bytes().replace(b"VARIANT = 0", f"VARIANT = {attack.variant}".encode())
    files = {f"{attack.exercise}.py": text}
    if attack.folder is not None:
        for file in attack.folder.rglob("*.txt"):
            files[str(file.relative_to(attack.folder).with_suffix(""))] = file
    lay_out(root, files)
    for line in attack.stages:
        stage(root, attack, *(unescaped(word) for word in shlex.split(line)))
    return root


def unescaped(text):
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape")


def stage(root, attack, kind, name="", detail=""):
    """Put something into the submission that is no plain file, or too large or too strange for the repository."""
    if kind == "wire":
        shutil.copy(BANK / "wire.py", (root / attack.exercise).with_name("wire.py"))
    elif kind == "bytecode":
        stage_bytecode(root / name, root / detail)
    else:
        STAGES[kind](root / name, detail)


def stage_file(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))


def stage_link(path, target):
    path.unlink(missing_ok=True)
    path.symlink_to(target.format(solutions=SOLUTIONS))


def stage_fifo(path, _):
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def stage_sparse(path, size):
    path.touch()
    os.truncate(path, int(size))


def stage_many(folder, count):
    for number in range(int(count)):
        (folder / f"file_{number}.py").touch()


def stage_bytecode(source, path):
    """Compile a file so that Python takes its bytecode without looking at any source, and remove it."""
    path.parent.mkdir(exist_ok=True)
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(source), str(path), invalidation_mode=mode, doraise=True)
    source.unlink()


STAGES = {
    "file": stage_file,
    "remove": lambda path, _: path.unlink(),
    "link": stage_link,
    "fifo": stage_fifo,
    "sparse": stage_sparse,
    "many": stage_many,
    "nest": lambda path, depth: path.joinpath(*["d"] * int(depth)).mkdir(parents=True),
    "longest": lambda path, _: (path / f"{'n' * 252}.py").touch(),
    "pad": lambda path, size: append(path, "\n#" + "x" * int(size)),
    # Deeper than Python parses from within pytest, and not as deep as it compiles from a module's import.
    "deep": lambda path, depth: append(path, "\ndeep = lambda: a" + ".b" * int(depth) + "\n"),
    # In an encoding that knows escapes, the quotes begin and end one string of many lines.
    "expressions": lambda path, count: append(
        path, '\nDATA = "\\x22"\n' + "[1, [2, [3]]]\n" * int(count) + '"\\x22"\n'
    ),
}


def append(path, text):
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def contents(root):
    """List everything in a submission's folder: names, types, and what small files hold."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        small = stat.S_ISREG(status.st_mode) and status.st_size < 2**20
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if small else str(status.st_size)
        found[str(path)] = (status.st_mode, status.st_mtime_ns, digest)
    return found


# --- Judging them all -----------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """What judging an attack came to."""

    report: object
    trouble: str
    seconds: float
    neighbours: tuple[float, ...]
    changed: bool


class Bank(NamedTuple):
    """All outcomes, what was left behind by any of the attacks, and the text that none of them may see."""

    outcomes: dict[str, Outcome]
    left: list[str]
    canary: str


@pytest.fixture(name="bank", scope="module")
def bank_fixture(request):
    """Judge once what of the bank is wanted: `pytest -k lying` judges those attacks alone."""
    with contextlib.ExitStack() as stack:
        # A short path, because the sandbox puts a socket in it.
        temporary = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="bank-", ignore_cleanup_errors=True))
        )
        change = stack.enter_context(pytest.MonkeyPatch.context())
        multiprocessing.util.get_temp_dir()  # made once for the life of this process, so not inside ours
        canary = f"COURSE_CANARY={secrets.token_hex(16)}"
        change.setenv(*canary.split("="))
        change.setattr(tempfile, "tempdir", str(temporary / "scratch"))
        (temporary / "scratch").mkdir()
        lay_out(
            temporary / "submitted" / "somebody_else", {"lesson_05_datasets/baseline.py": canary.encode()}
        )
        try:
            sandbox = stack.enter_context(open_sandbox())
        except CourseError as error:
            pytest.skip(str(error))
        if sandbox.level != "full":
            pytest.skip(f"this machine confines at the level '{sandbox.level}': the bank is not let loose")
        stack.enter_context(adopting_orphans())
        judging = Judging(sandbox, temporary / "submitted")
        judging.make_sure_of_containment()
        helpers = descendants()
        outcomes = judging.judge_all(attacks_wanted(request.session.items))
        left = left_processes(helpers) + left_files(temporary / "scratch") + left_memory()
        yield Bank(outcomes, left, canary)


def attacks_wanted(items):
    """List the attacks that the selected tests ask for."""
    wanted = [item.callspec.params.get("attack") for item in items if hasattr(item, "callspec")]
    return [attack for attack in ATTACKS if attack in wanted]


class Judging:
    """Judges attacks in a sandbox, each beside an honest submission."""

    def __init__(self, sandbox, folder):
        self.sandbox = sandbox
        self.folder = folder
        solution = SOLUTIONS / f"{HONEST}.py"
        self.honest = lay_out(folder / "honest", {f"{HONEST}.py": solution})

    def judge(self, root, exercise, seconds=60.0):
        return judge(root, [exercise], sandbox=self.sandbox, most_seconds=seconds)

    def make_sure_of_containment(self):
        """Judge what merely asks whether it is contained: if it is not, no attack runs."""
        probe = lay_out(self.folder / "probe", {f"{HONEST}.py": CONTAINED.encode()})
        for root in (self.honest, probe):
            report = self.judge(root, HONEST)
            if report.earned != report.points:
                pytest.fail(f"the bank is not let loose: {report.checks[0].message}", pytrace=False)

    def judge_all(self, attacks):
        outcomes = {}
        waiting = [attack for attack in attacks if "After" in attack.told]
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for lot in ([attack for attack in attacks if attack not in waiting], waiting):
                outcomes |= zip((attack.name for attack in lot), pool.map(self.judge_one, lot), strict=True)
        return outcomes

    def share_of_the_honest(self):
        """Judge the honest submission; return which part of its points it earned."""
        try:
            report = self.judge(self.honest, HONEST)
        except Exception:  # noqa: BLE001  whatever the attack beside it did to the judge
            return -1.0
        return report.earned / report.points

    def judge_one(self, attack):
        root = lay_out_attack(attack, self.folder / attack.name.replace("/", "-"))
        before, neighbours = contents(root), []
        pool = concurrent.futures.ThreadPoolExecutor(1)
        began = time.monotonic()
        future = pool.submit(self.judge, root, attack.exercise, attack.seconds)
        while not neighbours or not future.done():
            neighbours.append(self.share_of_the_honest())
            concurrent.futures.wait([future], timeout=0.7)
            if time.monotonic() - began > GIVEN_UP_SECONDS:
                break
        pool.shutdown(wait=False)
        report, trouble = verdict_of(future)
        seconds = report.seconds if report else time.monotonic() - began
        changed = contents(root) != before
        return Outcome(report, trouble, seconds, tuple(neighbours), changed)


def verdict_of(future):
    """Return the report, or what became of it instead: a refusal is no trouble, any other exception is."""
    if not future.done():
        return None, f"the judge did not return within {GIVEN_UP_SECONDS:g} seconds"
    try:
        return future.result(), ""
    except CourseError as refusal:
        blamed = isinstance(refusal, BrokenChecksError) or len(str(refusal).splitlines()) > 1
        return None, f"the judge blames others: {refusal}" if blamed else ""
    except Exception as error:  # noqa: BLE001  the judge is what is tested
        return None, f"the judge raised {type(error).__name__}: {error}"


# --- What they left -------------------------------------------------------------------------------------------

PR_SET_CHILD_SUBREAPER = 36


@contextlib.contextmanager
def adopting_orphans():
    """Become the parent of descendants whose parents die, so that a daemon is still found among them."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    yield
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def descendants():
    """List the processes that this one has started, with all that they have started."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append((int(entry.name), fields[0]))
    found, waiting = set(), [os.getpid()]
    while waiting:
        for child, state in children.get(waiting.pop(), ()):
            waiting.append(child)
            if state != "Z":
                found.add(child)
    return found


def left_processes(helpers):
    """Name the processes that outlive the judging of everything; workers that are just ending get a few seconds."""
    for _ in range(30):
        left = descendants() - helpers
        if not left:
            break
        time.sleep(0.1)
    return [f"process {pid}: {command_of(pid)}" for pid in left]


def command_of(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return "ended meanwhile"


def left_files(scratch):
    """Name the files that attacks have left where everybody writes, in the repository, and in the judge's scratch."""
    found = [
        path
        for place in PLACES
        if Path(place).is_dir()
        for path in Path(place).iterdir()
        if LEFT in path.name
    ]
    libraries = Path(importlib.util.find_spec("numpy").origin).parents[1]
    found += [*libraries.glob("*attack*"), *libraries.glob("*/course_attack_left*")]
    for room in ("autograder", "lessons", "solutions", "tests", "assignments", ".course"):
        found += (ROOT / room).rglob(f"*{LEFT}*")
    found += [path for path in scratch.iterdir() if "sandbox" not in path.name]
    return [f"file {path}" for path in found]


def left_memory():
    table = Path("/proc/sysvipc/shm")
    rows = table.read_text().splitlines()[1:] if table.is_file() else []
    return [f"shared memory: {row}" for row in rows if row.split()[0] == str(SEGMENT_KEY)]


# --- The tests ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gains_nothing(attack, bank):
    outcome = bank.outcomes[attack.name]
    assert faults_of(attack, outcome, bank.canary) == [], f"{attack.told['Tries']} {attack.told['Must']}"


def faults_of(attack, outcome, canary):
    """Say what an attack achieved that it should not have."""
    faults = [outcome.trouble] if outcome.trouble else []
    if any(share != 1 for share in outcome.neighbours):
        faults.append(f"the honest submission beside it earned {outcome.neighbours} of its points")
    if outcome.changed:
        faults.append("its folder was changed while it was judged")
    if outcome.report is None:
        return faults
    checks = outcome.report.checks
    if not attack.deserves(outcome.report.earned):
        passed = [check.name for check in checks if check.earned]
        faults.append(f"it earned {outcome.report.earned:g} points, by {', '.join(passed) or 'nothing'}")
    late = [check for check in checks if check.seconds > attack.seconds + TOLERATED_SECONDS]
    faults += [f"{check.name} took {check.seconds:.1f} seconds" for check in late]
    begun = [min(check.seconds, attack.seconds) for check in checks if check.verdict != "skipped"]
    if outcome.seconds > sum(begun) + len(begun) * HOUSEKEEPING_SECONDS + 2 * TOLERATED_SECONDS:
        faults.append(f"judging it took {outcome.seconds:.1f} seconds")
    text = outcome.report.to_json().decode()
    if canary in text:
        faults.append("its report tells what it must not know")
    if len(text) > LARGEST_REPORT:
        faults.append(f"its report has {len(text):,} characters")
    shown = "".join(check.message + check.details for check in checks)
    if not shown.replace("\n", "").replace("\t", "").isprintable():
        faults.append("its report holds characters that a terminal obeys")
    return faults


def test_nothing_is_left_behind(bank):
    assert bank.left == []


def test_the_bank_is_large_and_says_what_it_does():
    sizes = {group: len({a.module for a in ATTACKS if a.name.startswith(group)}) for group in GROUPS}
    assert sum(sizes.values()) >= 75
    assert min(sizes.values()) >= 20
    exercises = {exercise.id for exercise in load_catalog().exercises}
    for attack in ATTACKS:
        assert attack.told.keys() >= {"Tries", "Must", "Exercise"}, attack.name
        assert attack.exercise in exercises, attack.name


def test_the_attacks_are_programs():
    for attack in ATTACKS:
        ast.parse(attack.module.read_bytes())
