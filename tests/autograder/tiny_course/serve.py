"""Does what the tests ask for, one thing after the other in one process: a line of JSON in, a line out.

So they share what is slow: importing nbformat, and the judge's template process.
"""

import contextlib
import functools
import io
import json
import sys
from pathlib import Path

from rich.console import Console

from autograder.authoring import generate as authoring
from autograder.authoring.gate import verify
from autograder.authoring.mutation.show import mutate
from autograder.catalog import load_catalog
from autograder.errors import CourseError
from autograder.judge import Job, judge, judge_many
from autograder.paths import ROOT
from autograder.sandboxed import open_sandbox

STACK = contextlib.ExitStack()


@functools.cache
def sandbox():
    """Open the sandbox that all requests share."""
    return STACK.enter_context(open_sandbox(accept_weaker=True))


def answer(request: dict) -> dict:
    """Judge one submission or many, generate, verify, or mutate; say what an error was."""
    try:
        if "jobs" in request:
            jobs = [Job(Path(folder), tuple(names), folder) for folder, names in request["jobs"]]
            reports = judge_many(jobs, workers=request["workers"])
            return {"reports": {job.label: json.loads(report.to_json()) for job, report in reports}}
        if "generate" in request:
            changed = getattr(authoring, request["generate"])(load_catalog())
            return {"changed": [str(file.relative_to(ROOT)) for file in changed]}
        if "verify" in request:
            return {"verify": verify(load_catalog())._asdict()}
        if "mutate" in request:
            console = Console(file=io.StringIO(), width=120)
            well = mutate(console, request["mutate"], training=False)
            return {"well": well, "lines": console.file.getvalue().splitlines()}
        heard = []
        report = judge(
            Path(request["submission"]),
            request["names"],
            on_result=lambda one: heard.append(one.id),
            sandbox=sandbox() if request.get("sandbox") else None,
            **request.get("limits", {}),
        )
        return {"report": report.to_json().decode(), "heard": heard}
    except (CourseError, RuntimeError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    with STACK:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201  this is the protocol
