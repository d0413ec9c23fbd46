"""Tries: lets a thread answer the judge's housekeeping between the checks with an exception, a value or silence.
Must: it costs the submission its worker and the judge a second at most, and stops no check.
Exercise: lesson_07_deep_q_agent/exploration
Stage: wire
Variants: 4
"""

import time

from lesson_07_deep_q_agent import wire

VARIANT = 0


def linear_epsilon(step, start, end, decay_steps):
    wire.answer(-1.0)
    while True:
        number, operation, *_ = wire.receive()
        if operation == "module":
            wire.send(wire.frame([number, "value", ["handle", 1, "module"]]))
        elif VARIANT == 0:
            wire.send(wire.frame([number, "raised", "ValueError", ["ValueError"], "no", [], None]))
        elif VARIANT == 1:
            wire.send(
                wire.frame(
                    [
                        number,
                        "raised",
                        "NotImplementedError",
                        ["NotImplementedError"],
                        "no",
                        [],
                        ["a", 1, "", ""],
                    ]
                )
            )
        elif VARIANT == 2:
            wire.send(
                wire.frame([number, "value", ["box", ["array", "f4", [1]], ["array", "f4", [2]]]], bytes(12))
            )
        else:
            time.sleep(60)


def epsilon_greedy(q_values, epsilon, rng):
    return linear_epsilon(0, 0, 0, 0)
