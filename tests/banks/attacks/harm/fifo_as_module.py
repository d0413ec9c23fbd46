"""Tries: hands in a pipe in the place of its module, at which whoever opens it waits for ever, and more beside it.
Must: what is no file is not opened; without its module the exercise earns nothing.
Exercise: lesson_05_datasets/baseline
Stage: fifo lesson_05_datasets/baseline.py
Stage: fifo lesson_05_datasets/__init__.py
Stage: fifo course.toml
Stage: fifo lesson_07_deep_q_agent/data.csv
"""
