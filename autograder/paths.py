"""Where the rooms of the course are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"
SOLUTIONS = ROOT / "solutions"
CHECKS = ROOT / "tests" / "lessons"
BANKS = ROOT / "tests" / "banks"
ASSIGNMENTS = ROOT / "assignments"
BENCHMARKS = ROOT / "benchmarks"
MANIFEST = LESSONS / "course.toml"

WORK = ROOT / ".course"
"""What commands write while they run: backups, progress, graded demo classes. Safe to delete."""
