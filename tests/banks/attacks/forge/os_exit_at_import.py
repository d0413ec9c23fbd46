"""Tries: ends its process with exit code 0 while it is imported.
Must: each check that needed the module fails.
Exercise: lesson_05_datasets/baseline
"""

import os

os._exit(0)
