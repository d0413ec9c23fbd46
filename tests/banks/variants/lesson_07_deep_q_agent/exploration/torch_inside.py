"""Computes with PyTorch, with a generator of its own that the given one seeds in each call."""

import numpy as np
import torch
from numpy.typing import NDArray


def linear_epsilon(step: int, start: float, end: float, decay_steps: int) -> float:
    fraction = torch.tensor(step / decay_steps, dtype=torch.float64).clamp(max=1)
    return float(torch.lerp(torch.tensor(start).double(), torch.tensor(end).double(), fraction))


def epsilon_greedy(
    q_values: NDArray[np.float32], epsilon: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    generator = torch.Generator()
    generator.manual_seed(int(rng.integers(2**62)))
    values = torch.from_numpy(q_values)
    n_rows, n_actions = values.shape
    actions = values.max(dim=1).indices
    random_actions = torch.randint(n_actions, (n_rows,), generator=generator)
    explores = torch.rand(n_rows, generator=generator) < epsilon
    return torch.where(explores, random_actions, actions).numpy()
