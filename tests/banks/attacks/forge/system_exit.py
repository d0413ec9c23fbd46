"""Tries: raises SystemExit(0), KeyboardInterrupt, GeneratorExit and its own kinds of them, which `except` passes by.
Must: each is an answer like any other exception: the check fails.
Exercise: lesson_07_deep_q_agent/exploration
Variants: 6
"""

VARIANT = 0


class Quiet(SystemExit):
    """Ends Python with success, however it is asked."""

    code = property(lambda _: 0)


class Hidden(BaseException):
    """Says that it is no exception at all."""

    __class__ = property(lambda _: type(None))
    __str__ = lambda _: "passed"


KINDS = [SystemExit(0), KeyboardInterrupt(), GeneratorExit(), Quiet(), Hidden(), StopIteration(0.9)]


def linear_epsilon(step, start, end, decay_steps):
    raise KINDS[VARIANT]


def epsilon_greedy(q_values, epsilon, rng):
    raise KINDS[VARIANT]
