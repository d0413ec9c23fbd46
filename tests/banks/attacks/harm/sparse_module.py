"""Tries: hands in a module that takes no room on the disk and is a terabyte long.
Must: it is refused as too large before it is read.
Exercise: lesson_05_datasets/baseline
Stage: sparse lesson_05_datasets/baseline.py 1099511627776
"""
