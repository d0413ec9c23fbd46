"""The network is built by recursion, a layer and then the rest, with weights that are initialised otherwise."""

from torch import nn


def _layer(into, out):
    layer = nn.Linear(into, out)
    nn.init.orthogonal_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def build_mlp(input_dim, output_dim, hidden_layers):
    if len(hidden_layers) == 0:
        return _layer(input_dim, output_dim)
    first, *others = hidden_layers
    return nn.Sequential(
        nn.Sequential(_layer(input_dim, first), nn.ReLU(inplace=True)), build_mlp(first, output_dim, others)
    )


def count_parameters(model):
    count = 0
    for _, parameter in model.named_parameters():
        if parameter.requires_grad:
            entries = 1
            for length in parameter.size():
                entries *= length
            count += entries
    return count


def linear_layers(model):
    return [
        (layer.weight.detach().clone(), layer.bias.detach().clone())
        for layer in model.modules()
        if isinstance(layer, nn.Linear)
    ]
