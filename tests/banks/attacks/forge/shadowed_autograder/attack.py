"""Tries: hands in its own autograder/ and tests/, in the hope that judge, worker or checks are imported from them.
Must: they are never imported.
Exercise: lesson_07_deep_q_agent/targets
"""


def td_targets(*_):
    return None
