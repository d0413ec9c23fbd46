"""Keeps every tensor a column and flattens at the very end; masks the Q-values before the maximum."""

import torch
from torch import Tensor


def td_targets(rewards: Tensor, next_q_values: Tensor, terminated: Tensor, discount: float) -> Tensor:
    going = (~terminated).unsqueeze(1)
    future = (next_q_values * going).max(dim=1, keepdim=True)[0]
    return (rewards.view(-1, 1) + discount * future).view(-1)


def double_td_targets(
    rewards: Tensor, next_q_online: Tensor, next_q_target: Tensor, terminated: Tensor, discount: float
) -> Tensor:
    going = (~terminated).float().unsqueeze(1)
    chosen = torch.argmax(next_q_online, dim=1, keepdim=True)
    future = going * torch.gather(next_q_target, dim=1, index=chosen)
    return (rewards.reshape(-1, 1) + discount * future).reshape(-1)
