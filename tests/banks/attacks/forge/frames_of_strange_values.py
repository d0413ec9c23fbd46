"""Tries: writes down values that contradict themselves: unhashable keys, tables of proxies, boxes with unequal sides.
Must: what is no value is no answer, and never an exception that stops the judge.
Exercise: lesson_05_datasets/baseline
Variants: 18
Stage: wire
"""

from lesson_05_datasets import wire

VARIANT = 0

HANDLE = ["handle", 1, "\x1b[2J\u202e"]
WRONG = [
    ["dict", [["list"], 1]],
    ["dict", [1]],
    ["frame", 5, ["a", HANDLE]],
    ["frame", 1, [HANDLE, ["list", 1]]],
    ["frame", 10**15],
    ["frame", 1, [["tuple", "a", "b"], ["list", 1]], [["tuple", "a"], "x"]],
    ["box", ["array", "f4", [1]], ["array", "f4", [2]]],
    ["box", ["array", "b1", [1]], ["array", "b1", [1]]],
    ["discrete", 0, 0],
    ["int", "0x" + "f" * 10**6],
    ["int", ["0x1"]],
    ["slice", 1, 2, 3, 4],
    ["scalar", "f8"],
    ["tensor", "u8", [1], "yes"],
    [],
    [[]],
    {"list": 1},
    "\ud7ff",
]


def majority_class_accuracy(train, test):
    wire.answer(WRONG[VARIANT], bytes(12))


def __getattr__(name):
    return majority_class_accuracy
