"""A sample is a named tuple, and so is a batch."""

from typing import NamedTuple

import pandas as pd
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from lesson_05_datasets.demonstrations import FEATURES, LABEL


class Sample(NamedTuple):
    observation: Tensor
    action: Tensor


class DemonstrationDataset(Dataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        self.observations = torch.tensor(frame[list(FEATURES)].to_numpy()).to(torch.float32)
        self.actions = torch.tensor(frame[LABEL].tolist())

    def __len__(self) -> int:
        return len(self.observations)

    def __getitem__(self, index: int) -> Sample:
        return Sample(self.observations[index], self.actions[index])


def make_dataloaders(train, test, batch_size, seed):
    shuffled = DataLoader(train, batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed))
    return shuffled, DataLoader(test, batch_size)
