"""Tries: answers NaN and infinity everywhere, which some comparisons take for equal to anything.
Must: NaN equals an expected NaN only.
Exercise: lesson_07_deep_q_agent/targets
"""

import torch


def td_targets(rewards, next_q_values, terminated, discount):
    return torch.full((4, 1), float("nan"))


def double_td_targets(rewards, next_q_online, next_q_target, terminated, discount):
    return torch.tensor([float("nan"), float("inf"), -float("inf"), float("nan")])
