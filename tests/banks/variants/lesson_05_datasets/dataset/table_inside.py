"""A copy of the table is kept and sliced for every sample: slow, but the same samples."""

import pandas as pd
import torch
from torch.utils.data import DataLoader, Dataset

from lesson_05_datasets.demonstrations import COLUMNS, FEATURES, LABEL


class DemonstrationDataset(Dataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        self.table = frame[list(COLUMNS)].reset_index(drop=True)

    def __len__(self) -> int:
        return len(self.table.index)

    def __getitem__(self, index: int):
        row = self.table.iloc[index]
        features = torch.tensor([row[name] for name in FEATURES], dtype=torch.float32)
        return features, torch.tensor(row[LABEL]).long()


def make_dataloaders(train, test, batch_size, seed):
    order = torch.Generator()
    order.manual_seed(seed)
    return DataLoader(train, batch_size, True, generator=order), DataLoader(test, batch_size, False)
