"""Tries: hands in links where files should be: to the solution of this exercise and to the folder of all solutions.
Must: no link is followed; without its module the exercise earns nothing.
Exercise: lesson_05_datasets/baseline
Stage: link lesson_05_datasets/baseline.py {solutions}/lesson_05_datasets/baseline.py
Stage: link lesson_05_datasets/linked {solutions}/lesson_05_datasets
Stage: link lesson_09_all {solutions}
"""
