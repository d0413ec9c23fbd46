"""Tries: never ends its import.
Must: the deadline holds for imports as well.
Exercise: lesson_05_datasets/baseline
"""

while True:
    try:
        pass
    except BaseException:
        continue
