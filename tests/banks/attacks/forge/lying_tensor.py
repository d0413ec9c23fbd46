"""Tries: returns a tensor of a subclass that answers every function of torch's and NumPy's with a lie.
Must: only exact tensors cross by value; a handle's answers count as little.
Exercise: lesson_07_deep_q_agent/targets
"""

import torch


class Lying(torch.Tensor):
    """Is close to everything."""

    @classmethod
    def __torch_function__(cls, function, types, arguments=(), named=None):
        return True

    __eq__ = __bool__ = lambda *_: True
    __hash__ = None
    __array__ = lambda *_, **__: True
    shape, dtype, ndim = (4,), "torch.float32", 1
    __class__ = torch.Tensor


def double_td_targets(rewards, next_q_online, next_q_target, terminated, discount):
    return rewards.as_subclass(Lying)
