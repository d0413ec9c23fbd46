"""Tries: makes tensors equal to everything, and turns each into whatever was asked for last.
Must: values cross as bytes; how tensors compare in the worker does not matter.
Exercise: lesson_07_deep_q_agent/targets
"""

import torch

torch.allclose = torch.equal = torch.isclose = lambda *_, **__: True
torch.Tensor.__eq__ = torch.Tensor.__ge__ = torch.Tensor.__le__ = lambda *_: True
torch.Tensor.__bool__ = lambda _: True
torch.Tensor.__array__ = lambda *_, **__: 1 / 0
torch.Tensor.detach = torch.Tensor.cpu = lambda tensor: tensor


def double_td_targets(rewards, next_q_online, next_q_target, terminated, discount):
    return rewards
