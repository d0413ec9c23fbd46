"""NumPy arrays are kept and each sample becomes tensors when it is asked for; a sampler is given instead of shuffle."""

import numpy as np
import pandas as pd
import torch
from torch.utils.data import DataLoader, Dataset, RandomSampler


class DemonstrationDataset(Dataset):
    def __init__(self, frame: pd.DataFrame) -> None:
        columns = [frame[name].to_numpy(np.float32) for name in ("s1", "s2", "s3", "s4")]
        self.features = np.stack(columns, axis=1)
        self.labels = frame["action"].to_numpy(np.int64)

    def __len__(self) -> int:
        return self.labels.size

    def __getitem__(self, index: int):
        return torch.from_numpy(self.features[index]), torch.as_tensor(self.labels[index])


def make_dataloaders(train, test, batch_size, seed):
    sampler = RandomSampler(train, generator=torch.Generator().manual_seed(seed))
    return DataLoader(train, batch_size, sampler=sampler), DataLoader(test, batch_size)
