"""Loops in Python over the transitions, and takes plain floats."""

import torch
from torch import Tensor


def td_targets(rewards: Tensor, next_q_values: Tensor, terminated: Tensor, discount: float) -> Tensor:
    targets = []
    for reward, values, ended in zip(
        rewards.tolist(), next_q_values.tolist(), terminated.tolist(), strict=True
    ):
        targets.append(reward if ended else reward + discount * max(values))
    return torch.tensor(targets, dtype=torch.float32)


def double_td_targets(
    rewards: Tensor, next_q_online: Tensor, next_q_target: Tensor, terminated: Tensor, discount: float
) -> Tensor:
    targets = []
    for row in range(len(rewards)):
        target = rewards[row].item()
        if not terminated[row]:
            best = int(next_q_online[row].argmax())
            target += discount * next_q_target[row, best].item()
        targets.append(target)
    return torch.tensor(targets, dtype=torch.float32)
