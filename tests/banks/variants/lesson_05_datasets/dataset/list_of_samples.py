"""A list of ready pairs; the samples are lists of two tensors, which is a pair as well."""

import pandas as pd
import torch
from torch.utils.data import DataLoader, Dataset


class DemonstrationDataset(Dataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        self.samples = [
            [
                torch.tensor([row.s1, row.s2, row.s3, row.s4], dtype=torch.float32),
                torch.tensor(int(row.action)),
            ]
            for row in frame.itertuples(index=False)
        ]

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int):
        return self.samples[index]


def make_dataloaders(train, test, batch_size, seed):
    return (
        DataLoader(train, batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed)),
        DataLoader(test, batch_size),
    )
