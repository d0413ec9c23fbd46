"""The report's model and its faces: terminal, HTML, JSON and JUnit."""

from autograder.report.html import render_html
from autograder.report.junit import render_junit
from autograder.report.model import CheckResult, Report, Verdict, root_cause, unfinished
from autograder.report.terminal import print_report, render_text

__all__ = [
    "CheckResult",
    "Report",
    "Verdict",
    "print_report",
    "render_html",
    "render_junit",
    "render_text",
    "root_cause",
    "unfinished",
]
