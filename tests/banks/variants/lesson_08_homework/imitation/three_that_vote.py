"""Three small networks with squares and products among their inputs, whose logits are averaged."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Committee(nn.Module):
    """Members see standardised features and their products, in double precision."""

    def __init__(self, states):
        super().__init__()
        self.register_buffer("centre", states.mean(0))
        self.register_buffer("spread", states.std(0))
        self.members = nn.ModuleList(
            nn.Sequential(nn.Linear(14, 96), nn.GELU(), nn.Linear(96, 48), nn.GELU(), nn.Linear(48, 2))
            for _ in range(3)
        )
        self.double()

    def each(self, states):
        z = (states.double() - self.centre) / self.spread
        row, column = torch.triu_indices(4, 4)
        features = torch.cat([z, z[:, row] * z[:, column]], dim=1)
        return torch.stack([member(features) for member in self.members])

    def forward(self, states):
        return self.each(states).mean(0).float()


def train_imitator(env, policy, seed):
    torch.manual_seed(seed)
    states, actions, seeds = [], [], np.random.default_rng(seed)
    while len(states) < 24_000:
        state, _ = env.reset(seed=int(seeds.integers(2**31)))
        over = False
        while not over:
            states.append(state)
            actions.append(policy(state))
            state, _, fallen, late, _ = env.step(actions[-1])
            over = fallen or late
    data = TensorDataset(torch.from_numpy(np.stack(states)), torch.tensor(actions))
    model = Committee(data.tensors[0].double())
    loader = DataLoader(data, batch_size=256, shuffle=True)
    optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.02, total_iters=20 * len(loader))
    for _ in range(20):
        for x, y in loader:
            optimizer.zero_grad()
            logits = model.each(x)
            nn.functional.cross_entropy(logits.flatten(0, 1), y.repeat(3)).backward()
            optimizer.step()
            schedule.step()
    return model
