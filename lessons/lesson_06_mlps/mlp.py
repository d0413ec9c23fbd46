"""Multilayer perceptrons (MLPs): build them, count their parameters, read their layers."""

from collections.abc import Sequence

from torch import Tensor, nn


def build_mlp(input_dim: int, output_dim: int, hidden_layers: Sequence[int]) -> nn.Module:
    """Build a multilayer perceptron: linear layers with a ReLU after each hidden one.

    The network computes h_0 = x, h_i = max(0, W_i h_{i-1} + b_i) for each hidden layer i, and
    y = W h + b at the end.  The output is *not* activated: for a classifier its numbers are the
    logits, which may be negative and need not sum to one.  Without hidden layers the network is
    linear.  (Goodfellow, Bengio, Courville: *Deep Learning*, section 6.1 to 6.3.)

    Args:
        input_dim: the number of features of one sample.
        output_dim: the number of outputs for one sample, e.g. one for each class.
        hidden_layers: the width of each hidden layer, from input to output; may be empty.

    Returns:
        A module which maps a float32 tensor of shape (N, input_dim) to one of shape (N, output_dim).

    """
    raise NotImplementedError("lesson_06_mlps/mlp.py: write build_mlp")


def count_parameters(model: nn.Module) -> int:
    """Count the numbers that training may change: every entry of every weight and bias.

    Frozen parameters, those whose `requires_grad` is False, do not count.  A linear layer from n
    to m features has n * m weights and m biases.

    Args:
        model: any module.

    Returns:
        The number of trainable parameters.

    """
    raise NotImplementedError("lesson_06_mlps/mlp.py: write count_parameters")


def linear_layers(model: nn.Module) -> list[tuple[Tensor, Tensor]]:
    """Copy out the linear layers of a model, in the order of computation.

    This function is given: nothing to write here.  It is how the judge reads a network: as numbers,
    without the code that made them.

    Args:
        model: a module made of `nn.Linear` layers with biases, such as `build_mlp` gives.

    Returns:
        For each linear layer its weight (out_features, in_features) and its bias (out_features,), as
        copies that are cut off from the model's gradients.

    """
    return [
        (layer.weight.detach().clone(), layer.bias.detach().clone())
        for layer in model.modules()
        if isinstance(layer, nn.Linear)
    ]
