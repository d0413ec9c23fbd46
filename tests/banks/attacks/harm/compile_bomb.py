"""Tries: compiles sources that take all memory, all time or all of the stack, and evaluates them.
Must: the worker fails, dies or is killed at its deadline.
Exercise: lesson_05_datasets/baseline
"""

import ast
import contextlib
import sys

sys.setrecursionlimit(10**6)
BOMBS = (
    "(" * 90,
    "-" * 10**5 + "1",
    "((1<<9**7)" + "*3)" * 50,
    "[" + "[[]]*9," * 10**6 + "]",
    "f(" * 95 + ")" * 95,
    "1" + "+1" * 10**6,
)


def majority_class_accuracy(train, test):
    for bomb in BOMBS:
        for use in (ast.parse, ast.literal_eval, lambda text: compile(text, "bomb", "eval"), eval):
            with contextlib.suppress(Exception):
                use(bomb)
    while True:
        eval("(0, *range(10**9))")
