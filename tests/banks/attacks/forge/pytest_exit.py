"""Tries: raises pytest's own Exit, Skipped and XFailed, and exceptions called like those that the judge knows.
Must: they are names in an answer; no check passes and the run goes on to its end.
Exercise: lesson_07_deep_q_agent/exploration
Variants: 9
"""

import _pytest.outcomes
import pytest

VARIANT = 0

KINDS = [_pytest.outcomes.Exit("done", 0), _pytest.outcomes.Skipped("done"), pytest.xfail.Exception("done")]
for name in (
    "CheckFailure",
    "WorkerLostError",
    "MissingModuleError",
    "LateError",
    "CourseError",
    "UsageError",
):
    KINDS.append(type(name, (AssertionError, OSError), {})("done"))


def linear_epsilon(step, start, end, decay_steps):
    raise KINDS[VARIANT]


def epsilon_greedy(q_values, epsilon, rng):
    raise KINDS[VARIANT]
