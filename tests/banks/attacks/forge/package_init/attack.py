"""Tries: hands in __init__.py files of all packages of the course, which patch what the checks use.
Must: only the exercise under check is the student's; if they run at all, they change the worker alone.
Exercise: lesson_07_deep_q_agent/targets
"""


def td_targets(*_):
    return None
