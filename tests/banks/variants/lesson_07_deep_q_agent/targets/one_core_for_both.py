"""One helper with an optional argument serves both; plain Q-learning is Double DQN with one network."""

import torch
from torch import Tensor


def bootstrap(
    rewards: Tensor, values: Tensor, terminated: Tensor, discount: float, penalty: float = 0.0
) -> Tensor:
    """Add the discounted values where the episode goes on."""
    discounts = discount * (1.0 - terminated.to(values.dtype))
    return torch.addcmul(rewards - penalty, discounts, values)


def td_targets(rewards: Tensor, next_q_values: Tensor, terminated: Tensor, discount: float) -> Tensor:
    return double_td_targets(rewards, next_q_values, next_q_values, terminated, discount)


def double_td_targets(
    rewards: Tensor,
    next_q_online: Tensor,
    next_q_target: Tensor,
    terminated: Tensor,
    discount: float,
    *,
    penalty: float = 0.0,
) -> Tensor:
    chosen = next_q_online.max(dim=1, keepdim=True).indices
    values = torch.take_along_dim(next_q_target, chosen, dim=1).flatten()
    return bootstrap(rewards, values, terminated, discount, penalty)
