"""Tries: gives parameters without end to whoever lists them.
Must: the list grows in the worker, and ends with it.
Exercise: lesson_06_mlps/mlp
"""

import torch


class Endless(torch.nn.Module):
    def parameters(self, recurse=True):
        while True:
            yield torch.zeros(4)


def build_mlp(input_dim, output_dim, hidden_layers):
    return Endless()


def count_parameters(model):
    return sum(p.numel() for p in Endless().parameters())
