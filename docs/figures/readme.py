"""The picture in README.md: what `course check` says about a bug that people really make."""

import re
import shutil
import tempfile
from pathlib import Path

from rich.console import Console

from autograder.judge import judge
from autograder.paths import ROOT, SOLUTIONS
from autograder.report import print_report

LESSON = "lesson_07_deep_q_agent"
RIGHT = "return rewards + discount * best_next_values * (~terminated).float()"
WRONG = "return rewards + discount * best_next_values"


def main() -> None:
    """Check targets.py without its mask and draw the report."""
    with tempfile.TemporaryDirectory() as folder:
        lesson = Path(folder) / LESSON
        shutil.copytree(SOLUTIONS / LESSON, lesson)
        file = lesson / "targets.py"
        source = file.read_text(encoding="utf-8")
        if RIGHT not in source:
            raise SystemExit(f"{file.name} no longer holds the line that this picture breaks: {RIGHT}")
        file.write_text(source.replace(RIGHT, WRONG), encoding="utf-8")
        report = judge(Path(folder), ["targets"])
    with tempfile.TemporaryFile("w") as nowhere:
        console = Console(record=True, width=100, file=nowhere, force_terminal=True, highlight=False)
        print_report(report, console)
    svg = console.export_svg(title="nox -s check -- targets")
    picture = re.sub(
        r"@font-face \{.*?\}", "", svg, flags=re.DOTALL
    )  # a picture fetches nothing from elsewhere
    (ROOT / "docs" / "figures" / "check.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
