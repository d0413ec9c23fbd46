"""Weights and biases are parameters of the network's own, in an nn.ParameterList; the maximum is taken by clamp."""

import itertools
import math

import torch
from torch import nn


class Network(nn.Module):
    def __init__(self, widths):
        super().__init__()
        pairs = list(itertools.pairwise(widths))
        self.biases = nn.ParameterList(torch.zeros(out) for _, out in pairs)
        self.weights = nn.ParameterList(torch.randn(out, into) / math.sqrt(into) for into, out in pairs)

    def forward(self, inputs):
        values = inputs
        for number, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            if number > 0:
                values = values.clamp(min=0)
            values = torch.addmm(bias, values, weight.t())
        return values


def build_mlp(input_dim, output_dim, hidden_layers):
    return Network([input_dim, *hidden_layers, output_dim])


def count_parameters(model):
    return sum(torch.numel(parameter) for parameter in model.parameters() if parameter.requires_grad)


def linear_layers(model):
    return [
        (weight.detach().clone(), bias.detach().clone())
        for weight, bias in zip(model.weights, model.biases, strict=True)
    ]
