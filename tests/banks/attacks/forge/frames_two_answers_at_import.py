"""Tries: answers the import twice: with its module, and with a value for the question after it.
Must: the second answer has no question; nothing passes.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

from lesson_05_datasets import wire

wire.answer(["dict", ["majority_class_accuracy", 0.7]])
wire.answer(0.7)
