"""Tries: hands in its own torch.py, numpy/, json.py, msgspec.py and pytest.py, in which everything is equal.
Must: they are not imported in the place of the libraries, on either side.
Exercise: lesson_07_deep_q_agent/targets
"""

import torch


def td_targets(rewards, next_q_values, terminated, discount):
    return torch.answer() if hasattr(torch, "answer") else None
