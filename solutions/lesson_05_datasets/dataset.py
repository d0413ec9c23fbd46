"""From a table to batches of tensors: PyTorch's Dataset and DataLoader."""

import pandas as pd
import torch
from torch import Tensor
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, SequentialSampler

from lesson_05_datasets.demonstrations import FEATURES, LABEL

Batch = tuple[Tensor, Tensor]
"""Observations, float32 of shape (B, 4), and the actions taken in them, int64 of shape (B,)."""


class DemonstrationDataset(Dataset[tuple[Tensor, Tensor]]):
    """Demonstrations as pairs (observation, action), the form in which PyTorch learns from them.

    The table is converted to two tensors once, when the dataset is made.  To slice a row of a table takes
    some hundred times as long as to slice a tensor, and training asks for each sample again in each epoch.

    Args:
        frame: a table with the columns s1, s2, s3, s4 and action; extra columns, the order of the
            columns, their types and the row numbers do not matter.  It is not changed.

    """

    def __init__(self, frame: pd.DataFrame) -> None:
        # BEGIN SOLUTION
        self.observations = torch.tensor(frame[list(FEATURES)].to_numpy(), dtype=torch.float32)
        self.actions = torch.tensor(frame[LABEL].to_numpy(), dtype=torch.int64)
        # END SOLUTION

    def __len__(self) -> int:
        """Return the number of samples."""
        # BEGIN SOLUTION
        return len(self.actions)
        # END SOLUTION

    def __getitem__(self, index: int | list[int]) -> tuple[Tensor, Tensor]:
        """Return one sample: the numbers of one row as they are, neither scaled nor shuffled.

        Args:
            index: the place of the sample in the table, from 0.  (A list of places may give a whole batch
                at once, since tensors can be indexed by lists: faster, and not required.)

        Returns:
            The observation, a float32 tensor of shape (4,), and its action, an int64 tensor of shape ():
            features have to match the type of a network's weights, class labels have to be int64.

        Raises:
            IndexError: if the index is out of range.

        """
        # BEGIN SOLUTION
        return self.observations[index], self.actions[index]
        # END SOLUTION


def make_dataloaders(
    train: DemonstrationDataset,
    test: DemonstrationDataset,
    batch_size: int,
    seed: int,
) -> tuple[DataLoader[Batch], DataLoader[Batch]]:
    """Make the loaders that cut two datasets into batches.

    The training samples come in a new random order in each epoch: neighbours in the table stem from the
    same episode and resemble each other, and batches of like samples lead the gradient astray.  The order
    is drawn from a generator of its own, a `torch.Generator`, so that it depends on the seed and on nothing
    else, not even on whether the test samples are looked at between two epochs.  The test samples come in
    their own order, since nothing is learnt from them.  Nothing is dropped: the last batch of an epoch may
    be smaller than the others.

    Args:
        train: the samples to learn from.
        test: the samples to measure with.
        batch_size: the number of samples in a batch.
        seed: for the order of the training samples; equal seeds give equal orders, epoch by epoch.

    Returns:
        The loader of the training samples and that of the test samples.

    """
    # BEGIN SOLUTION
    # DataLoader(train, batch_size, shuffle=True, generator=shuffler) would do, sample by sample.  Here the
    # samplers draw lists of indices instead, and the dataset cuts out each batch at once: twice as fast.
    shuffler = torch.Generator().manual_seed(seed)
    train_batches = BatchSampler(RandomSampler(train, generator=shuffler), batch_size, drop_last=False)
    test_batches = BatchSampler(SequentialSampler(test), batch_size, drop_last=False)
    return (
        DataLoader(train, batch_size=None, sampler=train_batches),
        DataLoader(test, batch_size=None, sampler=test_batches),
    )
    # END SOLUTION
