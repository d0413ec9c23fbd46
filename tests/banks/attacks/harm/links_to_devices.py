"""Tries: hands in links to endless devices, to memory, to itself and to its own parent folders.
Must: no link is followed.
Exercise: lesson_05_datasets/baseline
Stage: link lesson_05_datasets/baseline.py /dev/zero
Stage: link lesson_05_datasets/loop.py loop.py
Stage: link lesson_05_datasets/up ..
Stage: link lesson_05_datasets/root /
Stage: link lesson_05_datasets/memory.py /proc/self/mem
Stage: link lesson_05_datasets/terminal /dev/tty
"""
