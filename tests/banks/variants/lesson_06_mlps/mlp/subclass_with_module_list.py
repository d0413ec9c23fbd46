"""A subclass of nn.Module keeps its linear layers in an nn.ModuleList and activates them in forward."""

import itertools

import torch
from torch import nn


class Network(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.widths = widths
        self.layers = nn.ModuleList(nn.Linear(into, out) for into, out in itertools.pairwise(widths))

    def forward(self, inputs):
        *hidden, last = self.layers
        for layer in hidden:
            inputs = torch.relu(layer(inputs))
        return last(inputs)


def build_mlp(input_dim, output_dim, hidden_layers):
    return Network((input_dim, *hidden_layers, output_dim))


def count_parameters(model):
    trainable = filter(lambda parameter: parameter.requires_grad, model.parameters())
    return len(nn.utils.parameters_to_vector(trainable))


def linear_layers(model):
    return [
        (layer.weight.detach().clone(), layer.bias.detach().clone())
        for layer in model.modules()
        if isinstance(layer, nn.Linear)
    ]
