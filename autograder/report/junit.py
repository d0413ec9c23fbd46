"""The report as JUnit XML, for continuous integration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from autograder.report.model import CheckResult, Report

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {
    "failed": "failure",
    "not_started": "failure",
    "timeout": "failure",
    "error": "error",
    "skipped": "skipped",
}


def render_junit(report: Report) -> str:
    """Write one test suite per exercise, one test case per check."""
    suites = ET.Element("testsuites", name=_clean(report.submission), time=f"{report.seconds:.3f}")
    for exercise, checks in report.by_exercise().items():
        counts = {
            "tests": len(checks),
            "failures": sum(_ELEMENTS.get(check.verdict) == "failure" for check in checks),
            "errors": sum(check.verdict == "error" for check in checks),
            "skipped": sum(check.verdict == "skipped" for check in checks),
        }
        attributes = {"name": exercise, **{name: str(count) for name, count in counts.items()}}
        suite = ET.SubElement(suites, "testsuite", attributes)
        for check in checks:
            _add_case(suite, check)
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _add_case(suite: ET.Element, check: CheckResult) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=check.exercise_id, name=check.name, time=f"{check.seconds:.3f}"
    )
    properties = ET.SubElement(case, "properties")
    for name in ("id", "statement", "points", "earned", "verdict"):
        ET.SubElement(properties, "property", name=name, value=_clean(str(getattr(check, name))))
    if check.verdict in _ELEMENTS:
        first_line = check.message.partition("\n")[0]
        outcome = ET.SubElement(
            case, _ELEMENTS[check.verdict], message=_clean(first_line), type=check.verdict
        )
        outcome.text = _clean(f"{check.message}\n{check.details}".strip())


def _clean(text: str) -> str:
    """Leave out characters that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
