"""Chooses by a product with one-hot rows, and masks by filling in zeros."""

from torch import Tensor
from torch.nn import functional


def td_targets(rewards: Tensor, next_q_values: Tensor, terminated: Tensor, discount: float) -> Tensor:
    best, _ = next_q_values.max(-1)
    return rewards + discount * best.masked_fill(terminated, 0.0)


def double_td_targets(
    rewards: Tensor, next_q_online: Tensor, next_q_target: Tensor, terminated: Tensor, discount: float
) -> Tensor:
    choice = functional.one_hot(next_q_online.argmax(1), next_q_online.shape[1])
    values = (choice * next_q_target).sum(1)
    return rewards + discount * values.masked_fill(terminated, 0.0)
