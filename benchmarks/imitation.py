"""How fast imitation learns: the course's dataset of tensors against one that slices pandas rows.

Both train the same network on the same demonstrations with the same `fit`; they differ in the dataset and its
loaders only.  The runs come in pairs, one of each, and each pair gives one ratio.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import gymnasium as gym
import numpy as np
import pandas as pd
import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

sys.path.insert(0, str(Path(__file__).parent.parent / "solutions"))

from expert import load_expert
from lesson_05_datasets.dataset import Batch, DemonstrationDataset, make_dataloaders
from lesson_05_datasets.demonstrations import collect_demonstrations
from lesson_06_mlps.mlp import build_mlp
from lesson_06_mlps.training import fit

N_SAMPLES = 1_000
BATCH_SIZE = 64
LEARNING_RATE = 1e-3

Loaders = tuple[DataLoader[Batch], DataLoader[Batch]]


class RowDataset(Dataset[tuple[Tensor, Tensor]]):
    """Demonstrations as tutorials often write them: each access slices a row of the table."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.frame)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        """Slice one row and convert it."""
        features = self.frame.iloc[index, :4].to_numpy(dtype=np.float32)
        return torch.tensor(features), torch.tensor(self.frame.iloc[index, 4])


def tensor_loaders(train: pd.DataFrame, test: pd.DataFrame, seed: int) -> Loaders:
    """Make the course's loaders."""
    return make_dataloaders(DemonstrationDataset(train), DemonstrationDataset(test), BATCH_SIZE, seed)


def row_loaders(train: pd.DataFrame, test: pd.DataFrame, seed: int) -> Loaders:
    """Make plain loaders of row datasets."""
    shuffler = torch.Generator().manual_seed(seed)
    return (
        DataLoader(RowDataset(train), batch_size=BATCH_SIZE, shuffle=True, generator=shuffler),
        DataLoader(RowDataset(test), batch_size=BATCH_SIZE),
    )


def seconds_of_training(
    loaders: Loaders, hidden_layers: list[int], epochs: int, seed: int
) -> tuple[float, float]:
    """Train once; return the CPU seconds that it took and the accuracy on the test samples."""
    torch.manual_seed(seed)
    model = build_mlp(4, 2, hidden_layers)
    start = time.process_time()
    history = fit(model, *loaders, epochs, LEARNING_RATE)
    return time.process_time() - start, history.test_accuracy[-1]


def describe(values: list[float], digits: int) -> list[str]:
    """Format the median, the least and the greatest value."""
    return [f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values))]


def main() -> None:
    """Run the pairs and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=3, help="how many pairs of runs (default: 3)")
    parser.add_argument("--epochs", type=int, default=150, help="epochs of each run (default: 150)")
    parser.add_argument(
        "--hidden", type=int, nargs="*", default=[256, 256], help="hidden layers (default: 256 256)"
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    env, expert = gym.make("CartPole-v1"), load_expert()
    fast, slow, ratios = [], [], []
    for seed in range(arguments.pairs):
        train = collect_demonstrations(env, expert, N_SAMPLES, seed=2 * seed)
        test = collect_demonstrations(env, expert, N_SAMPLES, seed=2 * seed + 1)
        runs = [
            seconds_of_training(make_loaders(train, test, seed), arguments.hidden, arguments.epochs, seed)
            for make_loaders in (tensor_loaders, row_loaders)
        ]
        (fast_seconds, fast_accuracy), (slow_seconds, slow_accuracy) = runs
        print(
            f"pair {seed}: {fast_seconds:.2f} s ({fast_accuracy:.3f}), {slow_seconds:.2f} s ({slow_accuracy:.3f})"
        )
        fast.append(fast_seconds)
        slow.append(slow_seconds)
        ratios.append(slow_seconds / fast_seconds)
    env.close()

    table = Table(
        title=f"{arguments.epochs} epochs of imitation, {N_SAMPLES:,} + {N_SAMPLES:,} samples, one thread"
    )
    for column in ("dataset", "median", "least", "greatest"):
        table.add_column(column, justify="left" if column == "dataset" else "right")
    table.add_row("tensors, CPU seconds", *describe(fast, 2))
    table.add_row("pandas rows, CPU seconds", *describe(slow, 2))
    table.add_row("ratio of each pair", *describe(ratios, 1))
    Console().print(table)


if __name__ == "__main__":
    main()
