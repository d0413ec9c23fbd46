"""Tries: hands in a __pycache__ whose bytecode, marked as never to be checked, is another program than the source.
Must: bytecode is not carried into the worker: the source, which is not written yet, is what runs.
Exercise: lesson_05_datasets/baseline
Stage: bytecode hidden.py lesson_05_datasets/__pycache__/baseline.cpython-311.pyc
"""


def majority_class_accuracy(train, test):
    raise NotImplementedError("what an instructor sees")
