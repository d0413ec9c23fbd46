"""Tries: hands in an expert that always pushes to the left, and the network that imitates it.
Must: the judge's expert is its own, and the network agrees with it half the time.
Exercise: lesson_08_homework/imitation
Seconds: 30
"""

import torch
from torch import nn

from expert import load_expert


def train_imitator(env, policy, seed):
    model = nn.Linear(4, 2)
    nn.init.zeros_(model.weight)
    model.bias.data = torch.tensor([1.0, 0.0])
    load_expert()
    return model
