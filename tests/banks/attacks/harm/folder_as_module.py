r"""Tries: hands in a folder where its module should be, with a package beside it that is no text.
Must: what cannot be imported earns nothing.
Exercise: lesson_05_datasets/baseline
Stage: remove lesson_05_datasets/baseline.py
Stage: file lesson_05_datasets/baseline.py/__init__.py
Stage: file lesson_05_datasets/baseline/__init__.py "\x00\x00"
"""
