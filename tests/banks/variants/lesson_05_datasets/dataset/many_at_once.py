"""`__getitems__` cuts out a batch at once, and a collate_fn hands it on as it is; negative indices are refused, too."""

import pandas as pd
import torch
from torch.utils.data import DataLoader, Dataset, SubsetRandomSampler

from lesson_05_datasets.demonstrations import FEATURES, LABEL


class DemonstrationDataset(Dataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        self.observations = torch.tensor(frame.loc[:, list(FEATURES)].to_numpy(), dtype=torch.float32)
        self.actions = torch.tensor(frame[LABEL].to_numpy(), dtype=torch.int64)
        self.size = len(frame)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int):
        if not 0 <= index < self.size:
            raise IndexError(f"there are {self.size} samples; got the index {index}")
        return self.observations[index], self.actions[index]

    def __getitems__(self, indices: list[int]):
        return self.observations[indices], self.actions[indices]


def unchanged(batch):
    return batch


def make_dataloaders(train, test, batch_size, seed):
    shuffled = SubsetRandomSampler(range(len(train)), generator=torch.Generator().manual_seed(seed))
    return (
        DataLoader(train, batch_size, sampler=shuffled, collate_fn=unchanged),
        DataLoader(test, batch_size, collate_fn=unchanged),
    )
