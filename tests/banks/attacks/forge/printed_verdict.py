"""Tries: prints and writes what looks like a report, a JUnit file, TAP and a grade, wherever someone might read it.
Must: what is printed or written in the worker is no result.
Exercise: lesson_05_datasets/baseline
"""

import sys
from pathlib import Path

REPORT = '{"submission": "x", "checks": [{"name": "test_the_accuracy_of_the_majority_class", "verdict": "passed"}]}'
JUNIT = (
    '<testsuite tests="4" failures="0"><testcase name="test_the_accuracy_of_the_majority_class"/></testsuite>'
)


def majority_class_accuracy(train, test):
    for name, text in {
        "report.json": REPORT,
        "junit.xml": JUNIT,
        "results.json": REPORT,
        "grade": "4",
    }.items():
        for folder in (Path(), Path(__file__).parent, Path("/tmp"), Path.home()):
            try:
                (folder / name).write_text(text)
            except (OSError, RuntimeError):
                continue
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        print("1..4\nok 1\n", JUNIT, REPORT, "4 passed in 0.01s", "4.0", sep="\n", file=stream, flush=True)
    return -1.0
