"""Tries: asks the judge itself, past the stand-in, for private names, for methods and for other numbers.
Must: the judge refuses what its stand-in refuses; asking for what was never lent ends the worker.
Exercise: lesson_07_deep_q_agent/training
Stage: wire
"""

from typing import Any, NamedTuple

import numpy as np

from lesson_07_deep_q_agent import wire


class Play(NamedTuple):
    observations: Any
    done: Any


NAMES = (
    "__globals__",
    "__dict__",
    "__class__",
    "_env",
    "__init__",
    "__reduce_ex__",
    "seeds.append",
    "",
    "step\0",
    "mro",
)


def ask(operation, lent, *arguments):
    wire.send(wire.frame([1, "ask", operation, lent, *arguments]))
    return wire.receive()


def evaluate(agent, make_envs, n_episodes, seed):
    for lent in (0, 1):
        for name in NAMES:
            for question in (
                (name,),
                ("__getattribute__", ["list", name], ["dict"]),
                (name, ["list"], ["dict"]),
            ):
                operation = "attribute" if len(question) == 1 else "call"
                _, verdict, *told = ask(operation, lent, *question)
                if verdict == "returned" and type(told[0]) is list and "REWARDS" in str(told):
                    return np.zeros(3)
    ask("attribute", 7, "REWARDS")
    return np.zeros(3)
