"""Python's random module draws whole batches of indices, one generator for each epoch, seeded by seed and epoch."""

import math
import random

import pandas as pd
import torch
from torch.utils.data import DataLoader, Dataset

from lesson_05_datasets.demonstrations import FEATURES, LABEL


class DemonstrationDataset(Dataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        self.rows = torch.tensor(frame[[*FEATURES, LABEL]].to_numpy(float))

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int):
        return self.rows[index, :4].float(), self.rows[index, 4].long()


class Batches:
    def __init__(self, size: int, batch_size: int, seed: int) -> None:
        self.size, self.batch_size, self.seed = size, batch_size, seed
        self.epoch = 0

    def __len__(self) -> int:
        return math.ceil(self.size / self.batch_size)

    def __iter__(self):
        order = list(range(self.size))
        random.Random(f"{self.seed}, {self.epoch}").shuffle(order)
        self.epoch += 1
        return (order[start : start + self.batch_size] for start in range(0, self.size, self.batch_size))


def make_dataloaders(train, test, batch_size, seed):
    batches = Batches(len(train), batch_size, seed)
    return DataLoader(train, batch_sampler=batches), DataLoader(test, batch_size)
