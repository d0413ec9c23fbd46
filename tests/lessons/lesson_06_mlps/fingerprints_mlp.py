"""What wrong networks look like: the shapes of their parameters, and their outputs for given weights."""

import itertools

import numpy as np


def layer_shapes(*layers, extra=()):
    """Return the shapes, sorted, of the weights and biases of linear layers given as pairs (from, to)."""
    weights = [(out, into) for into, out in layers]
    return sorted([*weights, *((out,) for _, out in layers), *extra])


def wrong_layers():
    """Map causes to the shapes of the parameters, where 4, [7, 5] and 2 are the widths that are asked for."""
    normalisation = [(7,), (7,), (5,), (5,)]
    return {
        "the layers are not registered: use nn.Sequential or nn.ModuleList, not a plain list": [],
        "the hidden layers are not registered: use nn.Sequential or nn.ModuleList, not a plain list": layer_shapes(
            (5, 2)
        ),
        "the output layer is missing": layer_shapes((4, 7), (7, 5)),
        "the first hidden layer is missing": layer_shapes((4, 5), (5, 2)),
        "the last hidden layer is missing": layer_shapes((4, 7), (7, 2)),
        "each hidden layer overwrites the one before": layer_shapes((7, 5), (5, 2)),
        "the hidden layers come in reverse order": layer_shapes((4, 5), (5, 7), (7, 2)),
        "every layer starts from the input: the width does not move on": layer_shapes((4, 7), (4, 5), (4, 2)),
        "the output layer starts from the first hidden layer, not the last": layer_shapes(
            (4, 7), (7, 5), (7, 2)
        ),
        "the layers' inputs and outputs are swapped: it is nn.Linear(from, to)": layer_shapes(
            (7, 4), (5, 7), (2, 5)
        ),
        "input_dim and output_dim are swapped": layer_shapes((2, 7), (7, 5), (5, 4)),
        "all hidden layers are as wide as the first": layer_shapes((4, 7), (7, 7), (7, 2)),
        "all hidden layers are as wide as the last": layer_shapes((4, 5), (5, 5), (5, 2)),
        "there is one hidden layer too many at the start": layer_shapes((4, 7), (7, 7), (7, 5), (5, 2)),
        "there is one hidden layer too many at the end": layer_shapes((4, 7), (7, 5), (5, 5), (5, 2)),
        "each hidden layer is there twice": layer_shapes((4, 7), (7, 7), (7, 5), (5, 5), (5, 2)),
        "there are two output layers": layer_shapes((4, 7), (7, 5), (5, 2), (2, 2)),
        "the layers have no biases": [(2, 5), (5, 7), (7, 4)],
        "the hidden layers have no biases": [(2,), (2, 5), (5, 7), (7, 4)],
        "the output layer has no bias": [(2, 5), (5,), (5, 7), (7,), (7, 4)],
        "a normalisation follows each hidden layer; the formula has none": layer_shapes(
            (4, 7), (7, 5), (5, 2), extra=normalisation
        ),
    }


def some_inputs(n_samples, n_features=4):
    """Draw inputs that are large enough for every activation to show."""
    return np.random.default_rng(3).normal(0, 3, size=(n_samples, n_features)).astype(np.float32)


def some_layers(*widths):
    """Draw the weight and the bias of each layer between these widths."""
    rng = np.random.default_rng(5)
    shapes = [((out, into), (out,)) for into, out in itertools.pairwise(widths)]
    return [tuple(rng.normal(0, 0.7, size=shape).astype(np.float32) for shape in layer) for layer in shapes]


def identity(values):
    return values


def relu(values):
    return np.maximum(values, 0)


def leaky_relu(values):
    return np.where(values > 0, values, 0.01 * values)


def elu(values):
    return np.where(values > 0, values, np.expm1(np.minimum(values, 0)))


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


def softmax(values, axis=1):
    exponentials = np.exp(values)
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def softmax_over_samples(values):
    return softmax(values, axis=0)


def log_softmax(values):
    return np.log(softmax(values))


def compute(layers, inputs, hidden, output):
    """Compute a network of (weight, bias) layers by hand: `hidden` is one activation, or one for each layer."""
    activations = hidden if isinstance(hidden, list) else [hidden] * (len(layers) - 1)
    for (weight, bias), activation in zip(layers, [*activations, output], strict=True):
        inputs = activation(inputs @ weight.T + bias)
    return inputs


def wrong_outputs(layers, inputs):
    """Map causes to outputs; all are what the same weights give with other activations."""
    n_hidden = len(layers) - 1
    outputs = {
        "a ReLU follows the output layer: logits may be negative": (relu, relu),
        "a softmax follows the output layer, but cross-entropy wants logits": (relu, softmax),
        "a softmax over the samples follows the output layer": (relu, softmax_over_samples),
        "a log-softmax follows the output layer; it belongs to the loss": (relu, log_softmax),
        "a sigmoid follows the output layer": (relu, sigmoid),
        "a tanh follows the output layer": (relu, np.tanh),
    }
    if n_hidden:
        first, last = [relu, *[identity] * (n_hidden - 1)], [*[identity] * (n_hidden - 1), relu]
        outputs |= {
            "no activation stands between the layers, so the network is merely linear": (identity, identity),
            "only the first hidden layer is activated": (first, identity),
            "only the last hidden layer is activated": (last, identity),
            "the hidden layers use tanh instead of ReLU": (np.tanh, identity),
            "the hidden layers use a sigmoid instead of ReLU": (sigmoid, identity),
            "the hidden layers use a leaky ReLU instead of ReLU": (leaky_relu, identity),
            "the hidden layers use ELU instead of ReLU": (elu, identity),
        }
    wrong = {cause: compute(layers, inputs, *functions) for cause, functions in outputs.items()}
    if n_hidden:
        all_but_last = [*[relu] * (n_hidden - 1), identity]
        wrong["the ReLU stands before the hidden layers instead of after them"] = compute(
            layers, relu(inputs), all_but_last, identity
        )
        wrong["a ReLU is applied to the input, too"] = compute(layers, relu(inputs), relu, identity)
    return wrong
