"""Computes with NumPy and fancy indices, and turns the result into a tensor."""

import numpy as np
import torch
from torch import Tensor


def td_targets(rewards: Tensor, next_q_values: Tensor, terminated: Tensor, discount: float) -> Tensor:
    future = np.where(terminated.numpy(), 0.0, next_q_values.numpy().max(axis=1))
    return torch.from_numpy((rewards.numpy() + discount * future).astype(np.float32))


def double_td_targets(
    rewards: Tensor, next_q_online: Tensor, next_q_target: Tensor, terminated: Tensor, discount: float
) -> Tensor:
    chosen = np.argmax(next_q_online.numpy(), axis=-1)
    values = next_q_target.numpy()[np.arange(chosen.size), chosen]
    values[terminated.numpy()] = 0  # a fancy index has copied: this is not the network's output
    return torch.from_numpy((rewards.numpy() + discount * values).astype(np.float32))
