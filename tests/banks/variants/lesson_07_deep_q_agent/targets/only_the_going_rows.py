"""Copies the rewards and adds the future in the rows that go on."""

import torch
from torch import Tensor


@torch.no_grad()
def td_targets(rewards: Tensor, next_q_values: Tensor, terminated: Tensor, discount: float) -> Tensor:
    targets = rewards.clone()
    going = terminated.logical_not()
    targets[going] += discount * torch.amax(next_q_values[going], dim=1)
    return targets


@torch.no_grad()
def double_td_targets(
    rewards: Tensor, next_q_online: Tensor, next_q_target: Tensor, terminated: Tensor, discount: float
) -> Tensor:
    targets = rewards.clone()
    going = torch.nonzero(~terminated).squeeze(1)
    chosen = next_q_online[going].argmax(dim=1)
    targets[going] += discount * next_q_target[going, chosen]
    return targets
