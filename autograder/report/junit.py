"""The report as JUnit XML, for continuous integration."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from autograder.report.safe_text import printable

if TYPE_CHECKING:
    from autograder.report.model import CheckResult, Report

_ELEMENTS = {
    "failed": "failure",
    "not_started": "failure",
    "timeout": "failure",
    "error": "error",
    "skipped": "skipped",
}


def render_junit(report: Report) -> str:
    """Write one test suite per exercise, one test case per check."""
    suites = ET.Element("testsuites", name=printable(report.submission), time=f"{report.seconds:.3f}")
    for exercise, checks in report.by_exercise().items():
        counts = {
            "tests": len(checks),
            "failures": sum(_ELEMENTS.get(check.verdict) == "failure" for check in checks),
            "errors": sum(check.verdict == "error" for check in checks),
            "skipped": sum(check.verdict == "skipped" for check in checks),
        }
        attributes = {"name": printable(exercise), **{name: str(count) for name, count in counts.items()}}
        suite = ET.SubElement(suites, "testsuite", attributes)
        for check in checks:
            _add_case(suite, check)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: ET.Element, check: CheckResult) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=printable(check.exercise_id),
        name=printable(check.name),
        time=f"{check.seconds:.3f}",
    )
    properties = ET.SubElement(case, "properties")
    for name in ("id", "statement", "points", "earned", "verdict"):
        ET.SubElement(properties, "property", name=name, value=printable(str(getattr(check, name))))
    if check.verdict in _ELEMENTS:
        first_line = check.message.partition("\n")[0]
        outcome = ET.SubElement(
            case, _ELEMENTS[check.verdict], message=printable(first_line), type=check.verdict
        )
        outcome.text = printable(f"{check.message}\n{check.details}".strip())
