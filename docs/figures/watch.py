"""The picture of `course watch` in docs/students.md: a bug that people really make, in a terminal of 80 by 24."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from pathlib import Path

from autograder.authoring.copies import copy_course, run_in_copy
from autograder.catalog import load_catalog
from autograder.judge import warm_up
from autograder.paths import LESSONS, SOLUTIONS
from autograder.watch.app import WatchApp

DONE = (
    "lesson_05_datasets/demonstrations",
    "lesson_05_datasets/dataset",
    "lesson_05_datasets/baseline",
    "lesson_06_mlps/mlp",
    "lesson_07_deep_q_agent/replay_buffer",
)
EXERCISE = "lesson_07_deep_q_agent/targets"
RIGHT = "return rewards + discount * best_next_values * (~terminated).float()"
WRONG = "return rewards + discount * best_next_values"


def main() -> None:
    """Play a student in a copy of the course, and draw what the watch shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--here", action="store_true", help="this is the copy: play")
    parser.add_argument("picture", nargs="?", type=Path, default=Path(__file__).with_suffix(".svg"))
    arguments = parser.parse_args()
    if arguments.here:
        warm_up()
        arguments.picture.write_text(asyncio.run(play()), encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder).resolve()
        copy_course(course)
        sys.exit(run_in_copy(course, [Path(__file__).resolve(), "--here", arguments.picture.resolve()]))


async def play() -> str:
    """Save five right exercises and a wrong one; return the picture."""
    app = WatchApp(EXERCISE)
    async with app.run_test(size=(80, 24)) as pilot:
        for name in DONE:
            save(name, (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8"))
            while not app.session.board.state.passed(load_catalog().exercise(name)):
                await pilot.pause(0.1)
        source = (SOLUTIONS / f"{EXERCISE}.py").read_text(encoding="utf-8")
        if RIGHT not in source:
            raise SystemExit(f"{EXERCISE}.py no longer holds the line that this picture breaks: {RIGHT}")
        save(EXERCISE, source.replace(RIGHT, WRONG))
        exercise = load_catalog().exercise(EXERCISE)
        while app.session.board.report(exercise) is None or app.session.board.is_busy:
            await pilot.pause(0.1)
        app.session.seconds = 0.0  # the same picture on every machine
        app.show()
        await pilot.pause()
        svg = app.export_screenshot(title="nox -s watch")
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # a picture fetches nothing from elsewhere


def save(name: str, text: str) -> None:
    """Save the module of an exercise."""
    (LESSONS / f"{name}.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
