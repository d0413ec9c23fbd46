"""Tries: ends its process with exit code 0 in the middle of each check, so that nothing is left to say that it failed.
Must: a worker that is gone has answered nothing.
Exercise: lesson_07_deep_q_agent/targets
"""

import os


def td_targets(*_):
    os._exit(0)


def double_td_targets(*_):
    os._exit(0)
