"""Says what a file of the course holds: data, a saved agent, a notebook, a report. Or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.language import _
from autograder.report import Report, print_report
from autograder.submission import reference

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console


def inspect_path(console: Console, path: Path, episodes: int = 1_000) -> None:
    """Describe the file or folder `path`; CourseError if it is not what its name says."""
    if not path.exists():
        raise CourseError(f"there is no file or folder '{path}'; check the spelling")
    if path.is_dir():
        _inspect_agent(console, path, episodes)
    elif path.suffix == ".csv":
        _inspect_data(console, path)
    elif path.suffix == ".ipynb":
        _inspect_notebook(console, path)
    elif path.suffix == ".json":
        print_report(Report.from_json(path.read_bytes()), console)
    else:
        raise CourseError(
            f"cannot inspect '{path.name}'; expected a .csv, .ipynb or .json file or an agent's folder"
        )


def _inspect_data(console: Console, path: Path) -> None:
    demonstrations = reference(load_catalog())["lesson_05_datasets.demonstrations"]
    frame = _refusing(demonstrations.load, path)
    share = frame["action"].mean()
    says = _("{path}: {n} samples, {share} of them to the right").format(
        path=path, n=len(frame), share=f"{share:.1%}"
    )
    console.print(says, markup=False, soft_wrap=True)
    console.print(frame.describe().loc[["mean", "std", "min", "max"]].to_string(float_format="{:.4f}".format))


def load_agent(folder: Path) -> Any:
    """Load what `DeepQAgent.save` wrote into `folder`, with the course's own code; CourseError if it is no agent."""
    return _refusing(reference(load_catalog())["lesson_07_deep_q_agent.agent"].DeepQAgent.load, folder)


def _inspect_agent(console: Console, path: Path, episodes: int) -> None:
    from autograder.arena import play  # noqa: PLC0415  gymnasium is slow to import

    agent = load_agent(path)
    returns = play([(w.numpy(), b.numpy()) for w, b in agent.layers()], episodes, seed=0)
    widths = [layer[0].shape[1] for layer in agent.layers()] + [2]
    layers = " → ".join(map(str, widths))
    says = _("{path}: a deep Q-agent, {layers}").format(path=path, layers=layers)
    console.print(says, markup=False, soft_wrap=True)
    says = _("{episodes} episodes: mean {mean}, worst {worst}, best {best}")
    mean, worst, best = f"{returns.mean():.1f}", f"{returns.min():.0f}", f"{returns.max():.0f}"
    console.print(says.format(episodes=episodes, mean=mean, worst=worst, best=best))


def _inspect_notebook(console: Console, path: Path) -> None:
    import nbformat  # noqa: PLC0415  slow to import

    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises whatever it stumbles over
        reason = (str(error) or type(error).__name__).splitlines()[0][:120]
        raise CourseError(
            f"{path} is not a notebook: {reason}; fetch the assignment's notebook again"
        ) from error
    graded = sum(cell.metadata.get("nbgrader", {}).get("grade", False) for cell in notebook.cells)
    says = _("{path}: a notebook of {n} cells, {graded} of them graded")
    console.print(says.format(path=path, n=len(notebook.cells), graded=graded), markup=False)


def _refusing(load: Callable[[Path], Any], path: Path) -> Any:
    """Call the reference's loader; what it refuses is the user's to mend."""
    try:
        return load(path)
    except (ValueError, OSError) as error:
        raise CourseError(str(error).splitlines()[0]) from error
