"""The report as an HTML fragment, for notebooks and feedback pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from autograder.language import _, translated, translated_lines
from autograder.report.model import root_cause
from autograder.report.safe_text import printable_value
from autograder.report.terminal import SYMBOLS, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.report.model import CheckResult, Report

_TEMPLATE = """\
<div class="course-report" style="font-family: system-ui, sans-serif; font-size: 14px; max-width: 60em">
{%- for exercise, checks in report.by_exercise().items() %}
<h4 style="margin: 0.8em 0 0.3em">{{ exercise }}:
 {{ score(checks) }}</h4>
<table style="border-collapse: collapse; table-layout: auto; width: 100%">
{%- for check in checks %}
<tr style="border-top: 1px solid #ddd">
<td style="text-align: center; width: 2em; color: {{ colours[check.verdict] }}" title="{{ check.verdict }}">
{{- symbols[check.verdict][0] }}</td>
<td style="text-align: left">{{ translated(check.statement) }}{% if check.verdict == "skipped" %}
 <small>({{ translated(check.message) }})</small>{% endif %}</td>
<td style="text-align: right; white-space: nowrap">{{ number(check.earned) }}/{{ number(check.points) }}</td></tr>
{%- endfor %}
</table>
{%- set cause = root_cause(checks) %}
{%- if cause %}
<pre style="background: #fff6f6; border-left: 3px solid #c33; padding: 0.6em; white-space: pre-wrap; text-align: left">
{{- translated(cause.statement) }}
{{ translated_lines(cause.message) }}
{%- if cause.details %}

{{ cause.details }}{% endif %}</pre>
{%- endif %}
{%- endfor %}
</div>
"""

_COLOURS = {
    "passed": "#1a7f37",
    "failed": "#c33",
    "not_started": "#9a6700",
    "skipped": "#777",
    "error": "#c33",
    "timeout": "#c33",
}

_ENVIRONMENT = Environment(autoescape=True, finalize=printable_value, undefined=StrictUndefined)


def render_html(report: Report) -> str:
    """Write one table per exercise, followed by its root cause; all text is escaped."""
    template = _ENVIRONMENT.from_string(_TEMPLATE)
    return template.render(
        report=report,
        root_cause=root_cause,
        symbols=SYMBOLS,
        colours=_COLOURS,
        number=_rounded,
        score=_score,
        translated=translated,
        translated_lines=translated_lines,
    )


def _score(checks: Sequence[CheckResult]) -> str:
    earned, points = sum(check.earned for check in checks), sum(check.points for check in checks)
    return _("{earned} of {points} points").format(earned=_rounded(earned), points=_rounded(points))


def _rounded(points: float) -> str:
    return number(round(points, 2))
