"""Checks of mlp.py: networks of the right shape that compute the right thing."""

import itertools

import numpy as np

from autograder.checks import check, expect_close, expect_equal

MODULE = "lesson_06_mlps.mlp"
WIDTHS = (4, 7, 5, 2)  # all different, so that a weight's shape tells which layer it belongs to


def make_model(submission):
    """Build a network from 4 features over 7 and 5 hidden units to 2 outputs."""
    return submission[MODULE].build_mlp(4, 2, [7, 5])


def shapes_of(submission, model):
    return sorted(tuple(parameter.shape) for parameter in submission.to_list(model.parameters()))


def layers_of(submission, model):
    """Read the weights and biases of a network made by `make_model`, in the order of computation."""
    parameters = [np.asarray(parameter.detach()) for parameter in submission.to_list(model.parameters())]
    by_shape = {parameter.shape: parameter for parameter in parameters}
    return [(by_shape[out, into], by_shape[(out,)]) for into, out in itertools.pairwise(WIDTHS)]


def compute(layers, inputs, hidden, output):
    """Compute a network by hand with these activations."""
    for weight, bias in layers[:-1]:
        inputs = hidden(inputs @ weight.T + bias)
    weight, bias = layers[-1]
    return output(inputs @ weight.T + bias)


def identity(values):
    return values


def relu(values):
    return np.maximum(values, 0)


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


def softmax(values):
    exponentials = np.exp(values)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def log_softmax(values):
    return np.log(softmax(values))


def some_inputs(n_samples, n_features=4):
    return np.random.default_rng(3).normal(0, 3, size=(n_samples, n_features)).astype(np.float32)


@check(points=2)
def test_the_layers_have_the_right_shapes(submission):
    """There is one linear layer between each two neighbouring widths."""
    expect_equal(
        shapes_of(submission, make_model(submission)),
        [(2,), (2, 5), (5,), (5, 7), (7,), (7, 4)],
        of="build_mlp(4, 2, [7, 5]): the shapes of its weights and biases, sorted",
        diagnoses={
            "the output layer is missing": [(5,), (5, 7), (7,), (7, 4)],
            "the hidden layers come in reverse order": [(2,), (2, 7), (5,), (5, 4), (7,), (7, 5)],
            "the output layer starts from the first hidden layer, not the last": [
                (2,), (2, 7), (5,), (5, 7), (7,), (7, 4)
            ],
            "the hidden layers have no biases": [(2,), (2, 5), (5, 7), (7, 4)],
            "the second hidden layer is missing": [(2,), (2, 7), (7,), (7, 4)],
            "the first hidden layer is missing": [(2,), (2, 5), (5,), (5, 4)],
            "the layers have no biases": [(2, 5), (5, 7), (7, 4)],
            "each hidden layer is there twice": [
                (2,), (2, 5), (5,), (5,), (5, 5), (5, 7), (7,), (7,), (7, 4), (7, 7)
            ],
            "the layers are not registered: use nn.Sequential or nn.ModuleList, not a plain list": [],
        },
    )  # fmt: skip


@check(points=1, after=["test_the_layers_have_the_right_shapes"])
def test_without_hidden_layers_the_network_is_linear(submission):
    """Without hidden layers there is one linear layer from input to output."""
    expect_equal(
        shapes_of(submission, submission[MODULE].build_mlp(4, 3, [])),
        [(3,), (3, 4)],
        of="build_mlp(4, 3, []): the shapes of its weights and biases, sorted",
        diagnoses={
            "there is no layer at all": [],
            "there is a hidden layer all the same": [(3,), (3,), (3, 3), (3, 4)],
        },
    )


@check(points=1, after=["test_the_layers_have_the_right_shapes"])
def test_equally_wide_layers_do_not_share_weights(submission):
    """Layers of the same width have weights of their own."""
    model = submission[MODULE].build_mlp(4, 4, [4, 4, 4])
    expect_equal(
        len(shapes_of(submission, model)),
        8,
        of="build_mlp(4, 4, [4, 4, 4]): how many different weights and biases it has",
        diagnoses={
            "one layer object is used in all places": 2,
            "one layer object is used for all hidden layers": 4,
            "one layer object is used between all hidden layers": 6,
        },
        hint="Create a new nn.Linear for each layer.",
    )


@check(points=2, after=["test_the_layers_have_the_right_shapes"])
def test_relu_stands_between_the_layers_and_nowhere_else(submission):
    """A ReLU follows each hidden layer, and the output is not activated."""
    model = make_model(submission)
    inputs = some_inputs(64)
    layers = layers_of(submission, model)
    expect_close(
        model(submission["torch"].from_numpy(inputs)),
        compute(layers, inputs, relu, identity),
        of="build_mlp(4, 2, [7, 5]): its outputs, compared with the formula on its own weights",
        diagnoses={
            "no activation stands between the layers, so the network is merely linear": compute(
                layers, inputs, identity, identity
            ),
            "a ReLU follows the output layer: logits may be negative": compute(layers, inputs, relu, relu),
            "a softmax follows the output layer, but cross-entropy wants logits": compute(
                layers, inputs, relu, softmax
            ),
            "a log-softmax follows the output layer; it belongs to the loss": compute(
                layers, inputs, relu, log_softmax
            ),
            "a sigmoid follows the output layer": compute(layers, inputs, relu, sigmoid),
            "a tanh follows the output layer": compute(layers, inputs, relu, np.tanh),
            "the hidden layers use tanh instead of ReLU": compute(layers, inputs, np.tanh, identity),
            "the hidden layers use a sigmoid instead of ReLU": compute(layers, inputs, sigmoid, identity),
            "the ReLU stands before the hidden layers instead of after them": compute_relu_first(
                layers, inputs
            ),
        },
        rtol=1e-4,
        atol=1e-5,
    )


def compute_relu_first(layers, inputs):
    """Compute a network that activates what comes into each hidden layer, instead of what leaves it."""
    for weight, bias in layers[:-1]:
        inputs = relu(inputs) @ weight.T + bias
    weight, bias = layers[-1]
    return inputs @ weight.T + bias


@check(points=0.5, after=["test_the_layers_have_the_right_shapes"])
def test_many_samples_go_through_at_once(submission):
    """A batch of N samples gives N rows of float32 outputs, whatever N is."""
    model = submission[MODULE].build_mlp(3, 6, [8])
    for n_samples in (1, 5):
        outputs = model(submission["torch"].from_numpy(some_inputs(n_samples, 3)))
        expect_equal(
            tuple(outputs.shape), (n_samples, 6), of=f"build_mlp(3, 6, [8]) on {n_samples} samples: the shape"
        )
        expect_equal(str(outputs.dtype), "torch.float32", of="build_mlp(3, 6, [8]): the type of its outputs")


@check(points=0.5, after=["test_the_layers_have_the_right_shapes"])
def test_the_list_of_widths_is_left_alone(submission):
    """The list of widths is not changed, and may be a tuple."""
    widths = [7, 5]
    submission[MODULE].build_mlp(4, 2, widths)
    expect_equal(
        submission.after_call(widths),
        [7, 5],
        of="build_mlp(4, 2, hidden_layers): hidden_layers after the call",
        diagnoses={
            "the output's width is appended to the caller's list: copy it first": [7, 5, 2],
            "the input's width is put into the caller's list: copy it first": [4, 7, 5],
            "input's and output's widths are put into the caller's list: copy it first": [4, 7, 5, 2],
            "the caller's list is used up": [],
        },
    )
    n_parameters = len(shapes_of(submission, submission[MODULE].build_mlp(4, 2, (7, 5))))
    expect_equal(n_parameters, 6, of="build_mlp(4, 2, (7, 5)): how many weights and biases it has")


@check(points=1)
def test_parameters_are_counted_number_by_number(submission):
    """Every entry of every weight and bias counts."""
    nn = submission["torch.nn"]
    expect_equal(
        submission[MODULE].count_parameters(nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2))),
        32,
        of="count_parameters(a network with layers from 3 to 5 and from 5 to 2)",
        diagnoses={
            "weights and biases are counted, not their entries": 4,
            "the biases are left out": 25,
            "only the rows of each weight and bias are counted": 14,
            "layers are counted": 3,
            "only the last layer is counted": 12,
        },
    )


@check(points=1, after=["test_parameters_are_counted_number_by_number"])
def test_frozen_parameters_do_not_count(submission):
    """Parameters that training leaves alone do not count."""
    nn = submission["torch.nn"]
    frozen = nn.Linear(3, 5)
    frozen.requires_grad_(False)
    expect_equal(
        submission[MODULE].count_parameters(nn.Sequential(frozen, nn.BatchNorm1d(5), nn.Linear(5, 2))),
        22,
        of="count_parameters(a frozen layer, a batch normalisation of 5 features, a layer from 5 to 2)",
        diagnoses={
            "frozen parameters are counted, too": 42,
            "buffers such as running means are counted, too": 53,
            "buffers such as running means are counted, but frozen parameters are not": 33,
        },
    )


LADDER = ([], [256], [256, 256], [256, 256, 256])


@check(
    points=1, after=["test_the_layers_have_the_right_shapes", "test_parameters_are_counted_number_by_number"]
)
def test_the_four_networks_of_the_lesson(submission):
    """The lesson's four networks have 10, 1,794, 67,586 and 133,378 parameters."""
    module = submission[MODULE]
    counts = [module.count_parameters(module.build_mlp(4, 2, hidden_layers)) for hidden_layers in LADDER]
    expect_equal(
        counts,
        [10, 1_794, 67_586, 133_378],
        of="count_parameters(build_mlp(4, 2, …)) for no, one, two and three hidden layers of 256",
    )
