"""The output layer is made and registered first, the hidden ones by add_module; a Dropout drops nothing."""

import numpy as np
from torch import nn
from torch.nn import functional


class Network(nn.Module):
    def __init__(self, input_dim, output_dim, hidden_layers):
        super().__init__()
        self.output = nn.Linear(hidden_layers[-1] if hidden_layers else input_dim, output_dim)
        self.dropout = nn.Dropout(p=0.0)
        for number, (into, out) in enumerate(zip((input_dim, *hidden_layers), hidden_layers, strict=False)):
            self.add_module(f"hidden{number}", nn.Linear(into, out))
        self.n_hidden = len(hidden_layers)

    def forward(self, inputs):
        for number in range(self.n_hidden):
            inputs = self.dropout(functional.relu(self.get_submodule(f"hidden{number}")(inputs)))
        return self.output(inputs)


def build_mlp(input_dim, output_dim, hidden_layers):
    return Network(input_dim, output_dim, hidden_layers)


def count_parameters(model):
    return int(sum(np.prod(parameter.shape) for parameter in model.parameters() if parameter.requires_grad))


def linear_layers(model):
    return [
        (layer.weight.detach().clone(), layer.bias.detach().clone())
        for layer in model.modules()
        if isinstance(layer, nn.Linear)
    ]
