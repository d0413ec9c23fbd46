"""Tries: hands in a conftest.py, a pytest.ini, a pyproject.toml and a plugin that report every check as passed.
Must: pytest neither loads nor finds them.
Exercise: lesson_07_deep_q_agent/targets
"""


def td_targets(*_):
    return None
