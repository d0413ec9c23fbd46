"""Trains the student's agent in the terminal: progress while it learns, checkpoints, and going on after Ctrl-C.

It puts the student's own modules of lesson 07 to work, as the notebook does, in this very process: it is their machine
and their code.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import dataclasses
import pickle
import shutil
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from autograder.catalog import load_catalog
from autograder.diagnosis import explain_exception
from autograder.errors import CourseError
from autograder.language import _
from autograder.paths import LESSONS, SOLUTIONS
from autograder.student import write_atomically
from autograder.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

LESSON = "lesson_07_deep_q_agent"
CHECKPOINT = "agent"
"""Folder of a run that holds the best agent so far, as `DeepQAgent.save` writes it."""

_RESUME = "interrupted.pickle"


class Plan(NamedTuple):
    """What to train: `GOOD` or `BAD`, with some hyper-parameters changed, from a seed, for so many steps."""

    setting: str
    changes: dict[str, Any]
    seed: int
    n_steps: int

    @property
    def name(self) -> str:
        """Name of the run, which says what it is: `GOOD_batch_size_16_seed_0`."""
        changed = "".join(f"_{key}_{_plain(value)}" for key, value in self.changes.items())
        return f"{self.setting}{changed}_seed_{self.seed}"


def read_changes(texts: Sequence[str]) -> dict[str, Any]:
    """Read changes such as `batch_size=16` or `hidden_layers=(256,)`; CourseError for anything else."""
    changes = {}
    for text in texts:
        name, equals, value = text.partition("=")
        try:
            changes[name.strip()] = ast.literal_eval(value.strip())
        except (ValueError, SyntaxError) as error:
            raise CourseError(f"--set {text}: expected NAME=VALUE, such as batch_size=16") from error
        if not equals:
            raise CourseError(f"--set {text}: expected NAME=VALUE, such as batch_size=16")
    return changes


def train(console: Console, plan: Plan, folder: Path, *, fresh: bool, with_reference: bool) -> bool:
    """Train as `plan` says, in `folder/<name of the run>`; return whether the agent is perfect in the end.

    An interrupted run of that name goes on where it stopped, unless it is to begin `fresh`. Raises CourseError for
    hyper-parameters that there are not, and for student code that raises.
    """
    root = SOLUTIONS if with_reference else LESSONS
    code = Submission(root, None, load_catalog())
    code.activate()  # also for what is imported late, and for the pickle
    run = folder / plan.name
    with _explaining(root):
        training = code[f"{LESSON}.training"]
        agent, log = _begin(code, plan, run, fresh=fresh)
        if log.n_steps:
            going_on = _("{name}: going on at step {step}").format(name=plan.name, step=f"{log.n_steps:,}")
            console.print(going_on)
        began, before = time.perf_counter(), log.n_steps
        with _writer(run, log.n_steps) as events, _progress(console) as progress:
            shown = _Shown(progress, plan, events, log)
            try:
                training.train(agent, training.make_cartpole, plan.seed, plan.n_steps, shown, log)
            except KeyboardInterrupt:
                _interrupt(console, agent, log, run)
                return False
        seconds = time.perf_counter() - began
        (run / _RESUME).unlink(missing_ok=True)
        agent.save(run / CHECKPOINT)
    rate = (log.n_steps - before) / seconds
    summary = _(
        "{name}: {solved}; best mean return {best} at step {step}; {steps} steps, {rate} a second"
    ).format(
        name=plan.name,
        solved=_("solved") if log.solved else _("not solved"),
        best=f"{log.best_return:.1f}",
        step=f"{log.best_step:,}",
        steps=f"{log.n_steps:,}",
        rate=f"{rate:,.0f}",
    )
    console.print(summary, soft_wrap=True)
    saved = _("saved {folder}: see it with course play --agent").format(folder=run / CHECKPOINT)
    console.print(saved, markup=False, soft_wrap=True)
    return bool(log.solved)


def _begin(code: Submission, plan: Plan, run: Path, *, fresh: bool) -> tuple[Any, Any]:
    """Make a new agent and an empty log, or load those of an interrupted run."""
    interrupted = run / _RESUME
    if interrupted.is_file() and not fresh:
        code[f"{LESSON}.agent"]  # its classes are in the pickle, which this command wrote on this machine
        agent, log = pickle.loads(interrupted.read_bytes())  # noqa: S301  see above
        return agent, log
    shutil.rmtree(run, ignore_errors=True)  # TensorBoard would draw a second run on top of the first
    dials = code[f"{LESSON}.hyperparameters"]
    known = {field.name for field in dataclasses.fields(dials.Hyperparameters)}
    unknown = [name for name in plan.changes if name not in known]
    if unknown:
        raise CourseError(
            f"there is no hyper-parameter '{unknown[0]}'; there are: {', '.join(sorted(known))}"
        )
    hparams = dataclasses.replace(getattr(dials, plan.setting), **plan.changes)
    agent = code[f"{LESSON}.agent"].DeepQAgent(hparams, plan.seed)
    weights = copy.deepcopy(agent.q_network.state_dict())
    return agent, code[f"{LESSON}.training"].TrainingLog(best_weights=weights)


def _interrupt(console: Console, agent: Any, log: Any, run: Path) -> None:
    write_atomically(run / _RESUME, pickle.dumps((agent, log)))
    says = _("interrupted at step {step}: the same command goes on there").format(step=f"{log.n_steps:,}")
    console.print(f"\n{says}")


@contextlib.contextmanager
def _explaining(root: Path) -> Iterator[None]:
    """Turn what student code raises into one readable error."""
    try:
        yield
    except CourseError:
        raise
    except Exception as error:
        lines = explain_exception(error, root, f"{LESSON}/training.py").message.splitlines()
        raise CourseError("; ".join(line for line in lines if not line.startswith("next: "))) from error


@contextlib.contextmanager
def _writer(run: Path, step: int) -> Iterator[Any]:
    from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  it takes seconds to import

    writer = SummaryWriter(run, purge_step=step or None)
    try:
        yield writer
    finally:
        writer.close()


def _progress(console: Console) -> Progress:
    columns = (
        BarColumn(bar_width=10),
        TaskProgressColumn(),
        TextColumn("{task.fields[said]}"),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console)


class _Shown:
    """A writer for `train` that shows what is logged, and hands it on to TensorBoard's."""

    def __init__(self, progress: Progress, plan: Plan, events: Any, log: Any) -> None:
        self._progress = progress
        self._events = events
        self._log = log
        self._said: dict[str, float] = {}
        self._began, self._first = time.perf_counter(), log.n_steps
        self._task = progress.add_task("", total=plan.n_steps, completed=log.n_steps, said="…")

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> None:
        """Log one number, as `torch.utils.tensorboard.SummaryWriter` does."""
        self._events.add_scalar(tag, scalar_value, global_step)
        self._said[tag.rpartition("/")[2]] = scalar_value
        rate = (global_step - self._first) / (time.perf_counter() - self._began)
        said = "  ".join(f"{name.replace('mean_', '')} {value:.3g}" for name, value in self._said.items())
        self._progress.update(
            self._task,
            completed=global_step,
            said=f"{said}  {_('{rate} steps/s').format(rate=f'{rate:,.0f}')}",
        )


def _plain(value: object) -> str:
    """Write a value so that it can be part of a folder's name."""
    return "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in str(value)).strip("_")
