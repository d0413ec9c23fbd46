"""Leaky units, log-probabilities for logits, and the average of the last epochs' weights."""

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from lesson_05_datasets.dataset import DemonstrationDataset, make_dataloaders
from lesson_05_datasets.demonstrations import collect_demonstrations


def train_imitator(env, policy, seed, n_epochs=18, n_averaged=3):
    torch.manual_seed(seed)
    train, test = (
        DemonstrationDataset(collect_demonstrations(env, policy, count, first))
        for count, first in ((30_000, seed), (10, seed + 1))
    )
    loader, _ = make_dataloaders(train, test, batch_size=128, seed=seed)
    model = nn.Sequential(
        nn.Linear(4, 256),
        nn.LeakyReLU(),
        nn.Linear(256, 128),
        nn.LeakyReLU(),
        nn.Linear(128, 2),
        nn.LogSoftmax(dim=1),
    )
    average = AveragedModel(model)
    loss_of = nn.NLLLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    for epoch in range(n_epochs):
        for group in optimizer.param_groups:
            group["lr"] = 4e-3 * (1 - epoch / n_epochs)
        model.train()
        for states, actions in loader:
            optimizer.zero_grad()
            loss_of(model(states), actions).backward()
            optimizer.step()
        if epoch >= n_epochs - n_averaged:
            average.update_parameters(model)
    return average
