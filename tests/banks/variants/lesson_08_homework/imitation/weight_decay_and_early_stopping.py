"""A module of its own standardises the features; AdamW decays the weights, and the training stops early."""

import copy

import torch
from torch import nn
from torch.nn import functional

from lesson_05_datasets.demonstrations import collect_demonstrations

FEATURES = ["s1", "s2", "s3", "s4"]


class Imitator(nn.Module):
    """Two hidden layers behind a standardisation that is part of the model."""

    def __init__(self, observations):
        super().__init__()
        self.register_buffer("mean", observations.mean(dim=0))
        self.register_buffer("deviation", observations.std(dim=0))
        self.body = nn.Sequential(nn.Linear(4, 128), nn.SiLU(), nn.Linear(128, 128), nn.SiLU())
        self.head = nn.Linear(128, 2)

    def forward(self, observations):
        return self.head(self.body((observations - self.mean) / self.deviation))


def train_imitator(env, policy, seed, n_samples=20_000, patience=8):
    torch.manual_seed(seed)
    frame = collect_demonstrations(env, policy, n_samples, seed)
    observations = torch.tensor(frame[FEATURES].to_numpy())
    actions = torch.tensor(frame["action"].to_numpy())
    held_out = n_samples // 10
    model = Imitator(observations)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 40)
    best, best_loss, waited = copy.deepcopy(model.state_dict()), float("inf"), 0
    for _ in range(40):
        model.train()
        for rows in (torch.randperm(n_samples - held_out) + held_out).split(256):
            optimizer.zero_grad()
            functional.cross_entropy(model(observations[rows]), actions[rows]).backward()
            optimizer.step()
        schedule.step()
        model.eval()
        with torch.no_grad():
            loss = functional.cross_entropy(model(observations[:held_out]), actions[:held_out]).item()
        if loss < best_loss:
            best, best_loss, waited = copy.deepcopy(model.state_dict()), loss, 0
        else:
            waited += 1
            if waited == patience:
                break
    model.load_state_dict(best)
    return model
