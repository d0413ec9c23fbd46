"""A sampler of its own draws the order from a NumPy generator, which goes on from epoch to epoch."""

import numpy as np
import pandas as pd
import torch
from torch.utils.data import DataLoader, Dataset, Sampler

from lesson_05_datasets.demonstrations import FEATURES, LABEL


class DemonstrationDataset(Dataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        self.observations = torch.stack(
            [torch.tensor(frame[name].to_numpy(np.float32)) for name in FEATURES], 1
        )
        self.actions = torch.tensor(frame[LABEL].to_numpy(np.int64))

    def __len__(self) -> int:
        return len(self.actions)

    def __getitem__(self, index: int):
        return self.observations[index], self.actions[index]


class Shuffled(Sampler):
    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.rng = np.random.default_rng(seed)

    def __len__(self) -> int:
        return self.size

    def __iter__(self):
        return iter(self.rng.permutation(self.size).tolist())


def make_dataloaders(train, test, batch_size, seed):
    return DataLoader(train, batch_size, sampler=Shuffled(len(train), seed)), DataLoader(test, batch_size)
