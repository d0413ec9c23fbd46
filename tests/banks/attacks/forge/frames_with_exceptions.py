"""Tries: describes exceptions of eight megabytes, of kinds that pytest knows, raised in /etc/shadow, on line -1.
Must: the report stays small and printable, and no such exception stops or passes anything.
Exercise: lesson_05_datasets/baseline
Variants: 6
Stage: wire
"""

from lesson_05_datasets import wire

VARIANT = 0

TEXT = "AssertionError: (<class '" * 100_000
PLACES = [
    ["/etc/shadow", -1, "\x1b]0;title\x07", "=cmd|' /C calc'!A0"],
    ["../../../etc/passwd", 2**40, "", ""],
]
KINDS = [
    ["Skipped"],
    ["Exit"],
    ["CheckFailure", "AssertionError"],
    [],
    ["SyntaxError"],
    ["KeyboardInterrupt"],
]


def majority_class_accuracy(train, test):
    kinds = KINDS[VARIANT]
    kind = kinds[0] if kinds else ""
    wire.send(wire.frame([wire.request(), "raised", kind, kinds, TEXT, PLACES * 20_000, PLACES[0]]))
