"""PyTorch's TensorDataset does all the work, and make_dataloaders has one more argument with a default."""

import pandas as pd
import torch
from torch.utils.data import DataLoader, TensorDataset

from lesson_05_datasets.demonstrations import FEATURES, LABEL


class DemonstrationDataset(TensorDataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        features = torch.from_numpy(frame[[*FEATURES]].to_numpy(copy=True)).float()
        super().__init__(features, torch.from_numpy(frame[LABEL].to_numpy(copy=True)).long())


def make_dataloaders(train, test, batch_size, seed, *, workers=0):
    generator = torch.Generator().manual_seed(seed)
    options = {"batch_size": batch_size, "num_workers": workers}
    return DataLoader(train, shuffle=True, generator=generator, **options), DataLoader(test, **options)
