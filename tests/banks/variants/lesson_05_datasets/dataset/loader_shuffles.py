"""The DataLoader itself shuffles and batches, sample by sample, as most textbooks have it."""

import pandas as pd
import torch
from torch.utils.data import DataLoader, Dataset

from lesson_05_datasets.demonstrations import FEATURES, LABEL


class DemonstrationDataset(Dataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        self.x = torch.tensor(frame[list(FEATURES)].values, dtype=torch.float32)
        self.y = torch.tensor(frame[LABEL].values, dtype=torch.long)

    def __len__(self) -> int:
        return self.x.shape[0]

    def __getitem__(self, index):
        return self.x[index], self.y[index]


def make_dataloaders(train, test, batch_size, seed):
    generator = torch.Generator()
    generator.manual_seed(seed)
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True, generator=generator)
    test_loader = DataLoader(test, batch_size=batch_size, shuffle=False)
    return train_loader, test_loader
