"""Sorts to find the best action, computes in double precision, and rounds to float32 at the end."""

from torch import Tensor


def td_targets(rewards: Tensor, next_q_values: Tensor, terminated: Tensor, discount: float) -> Tensor:
    best = next_q_values.double().sort(dim=1, descending=True).values[:, 0]
    return (rewards.double() + discount * best * (terminated == 0)).float()


def double_td_targets(
    rewards: Tensor, next_q_online: Tensor, next_q_target: Tensor, terminated: Tensor, discount: float
) -> Tensor:
    order = next_q_online.argsort(dim=1, descending=True)
    chosen = order[:, 0]
    values = next_q_target.double().index_select(1, chosen).diagonal()
    return (rewards.double() + discount * values * (terminated == 0)).float()
