"""A little of everything that lessons do: what libraries make when they are first used is then made for all workers.

It starts no thread, or its process could fork no longer: so nothing here asks for a backward pass, for which PyTorch
starts some where it finds a GPU.
"""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import torch
from torch.utils.data import DataLoader, TensorDataset

from autograder.worker.frames import Frame
from autograder.worker.values import Reader, Writer


def rehearse() -> None:
    """Build and change a network, load data in batches, write and read a table, and let values cross."""
    with torch.random.fork_rng(devices=[]):  # a worker's random numbers begin as in any new process
        network = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 2))
        _take_a_step(network)
    table = pd.DataFrame({"x": np.zeros(4), "n": range(4)})
    table = pd.read_csv(io.StringIO(table.to_csv(index=False)))
    for value in (table, network.state_dict(), [1.0, "text", np.zeros(3, np.float32)]):
        _let_cross(value)


def _take_a_step(network: torch.nn.Module) -> None:
    optimizer = torch.optim.Adam(network.parameters())
    data = TensorDataset(torch.zeros(4, 4), torch.zeros(4, dtype=torch.int64))
    for inputs, targets in DataLoader(data, batch_size=4, shuffle=True):
        torch.nn.functional.cross_entropy(network(inputs), targets)
        for parameter in network.parameters():
            parameter.grad = torch.zeros_like(parameter)
        optimizer.step()


def _let_cross(value: object) -> None:
    writer = Writer(lambda _, __: [])
    written = writer.write(value)
    Reader(Frame(written, b"".join(writer.chunks)), lambda _, __: None).read(written)
