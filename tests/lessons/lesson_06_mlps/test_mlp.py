"""Checks of mlp.py: networks of the right shape that compute the right thing."""

import itertools

import numpy as np
import torch

from autograder.checks import check, expect, expect_close, expect_equal

from .fingerprints_mlp import (
    compute,
    identity,
    layer_shapes,
    relu,
    some_inputs,
    some_layers,
    wrong_layers,
    wrong_outputs,
)

MODULE = "lesson_06_mlps.mlp"


def make_model(submission):
    """Build a network whose widths all differ, so that a weight's shape tells which layer it belongs to."""
    return submission[MODULE].build_mlp(4, 2, [7, 5])


def parameters_of(submission, model):
    """Read the weights and biases of what build_mlp has returned, if it is a module at all."""
    cause = "what is returned is no nn.Module: a list of layers becomes one by nn.Sequential(*layers)"
    expect(
        hasattr(model, "parameters"),
        of="build_mlp(…): what it returns",
        expected="an nn.Module",
        got=model,
        likely="nothing was returned: is a return missing?" if model is None else cause,
    )
    return [np.asarray(parameter.detach()) for parameter in submission.to_list(model.parameters())]


def shapes_of(submission, model):
    return sorted(parameter.shape for parameter in parameters_of(submission, model))


def set_parameters(submission, model, layers):
    """Give the layers of `model`, all of different widths, these weights and biases, whatever their order in it."""
    by_shape = {numbers.shape: numbers for layer in layers for numbers in layer}
    shapes = [parameter.shape for parameter in parameters_of(submission, model)]
    vector = np.concatenate([by_shape[shape].ravel() for shape in shapes])
    submission["torch.nn.utils"].vector_to_parameters(torch.from_numpy(vector), model.parameters())


@check(points=2)
def test_the_layers_have_the_right_shapes(submission):
    """There is one linear layer between each two neighbouring widths.

    The check builds a network from 4 features over 7 and 5 hidden units to 2 outputs and reads the shapes of its
    parameters. A linear layer from n to m features has a weight of shape (m, n) and a bias of shape (m,). Only layers
    that PyTorch knows of count, since an optimiser sees no others.
    """
    expect_equal(
        shapes_of(submission, make_model(submission)),
        layer_shapes((4, 7), (7, 5), (5, 2)),
        of="build_mlp(4, 2, [7, 5]): the shapes of its weights and biases, sorted",
        diagnoses=wrong_layers(),
    )


@check(points=0.5, after=["test_the_layers_have_the_right_shapes"])
def test_many_samples_go_through_at_once(submission):
    """A batch of N samples gives N rows of float32 outputs, whatever N is.

    The check sends 1 and then 5 samples through networks with 6 outputs and with one. Training works on batches, and
    the loss pairs row i of the outputs with label i: so the shape has to be (N, output_dim) also where N or output_dim
    is 1.
    """
    for n_outputs, n_samples in itertools.product((6, 1), (5, 1)):
        model = submission[MODULE].build_mlp(3, n_outputs, [8])
        outputs = model(torch.from_numpy(some_inputs(n_samples, 3)))
        of = f"build_mlp(3, {n_outputs}, [8]) on {n_samples} samples:"
        squeezed = tuple(length for length in (n_samples, n_outputs) if length > 1)
        expect_equal(
            tuple(outputs.shape),
            (n_samples, n_outputs),
            of=f"{of} the shape of its outputs",
            diagnoses={
                "dimensions of length 1 are squeezed away": squeezed,
                "the outputs of all samples stand in one row": (n_samples * n_outputs,),
                "the outputs of the first sample alone are returned": (n_outputs,),
                "rows and columns are swapped: there has to be one row for each sample": (
                    n_outputs,
                    n_samples,
                ),
            },
        )
        expect_equal(
            str(outputs.dtype),
            "torch.float32",
            of=f"{of} the type of its outputs",
            diagnoses={"the network computes in double precision": "torch.float64"},
        )


@check(points=2, after=["test_the_layers_have_the_right_shapes", "test_many_samples_go_through_at_once"])
def test_relu_stands_between_the_layers_and_nowhere_else(submission):
    """A ReLU follows each hidden layer, and the output is not activated.

    The check gives the layers known weights and computes h_i = max(0, W_i h_{i-1} + b_i) and y = W h + b by hand.
    Without the ReLUs all layers together are one linear map. An activated output is no logit: cross-entropy does the
    softmax itself.
    """
    model, layers, inputs = make_model(submission), some_layers(4, 7, 5, 2), some_inputs(64)
    set_parameters(submission, model, layers)
    tensor = torch.from_numpy(inputs)
    outputs = np.asarray(model(tensor).detach())
    expect(
        np.array_equal(outputs, np.asarray(model(tensor).detach()), equal_nan=True),
        of="build_mlp(4, 2, [7, 5]): its outputs for the same inputs, asked twice",
        expected="the same outputs",
        got="others",
        likely="something random such as dropout stands between the layers; the formula has nothing of the kind",
    )
    expect_close(
        outputs,
        compute(layers, inputs, relu, identity),
        of="build_mlp(4, 2, [7, 5]): its outputs for known weights",
        diagnoses=wrong_outputs(layers, inputs),
        rtol=1e-4,
        atol=1e-5,
    )


@check(points=1, after=["test_the_layers_have_the_right_shapes", "test_many_samples_go_through_at_once"])
def test_without_hidden_layers_the_network_is_linear(submission):
    """Without hidden layers there is one linear layer from input to output.

    The check builds a network with an empty list of hidden layers and compares its outputs with y = W x + b. The
    lesson's first network is this one: the baseline that shows what the hidden layers add.
    """
    model = submission[MODULE].build_mlp(4, 3, [])
    expect_equal(
        shapes_of(submission, model),
        layer_shapes((4, 3)),
        of="build_mlp(4, 3, []): the shapes of its weights and biases, sorted",
        diagnoses={
            "there is no layer at all": [],
            "there is a hidden layer all the same": layer_shapes((4, 3), (3, 3)),
            "there is a hidden layer as wide as the input all the same": layer_shapes((4, 4), (4, 3)),
            "an empty list is taken for a missing one, and a default put in its place": layer_shapes(
                (4, 256), (256, 3)
            ),
        },
    )
    layers, inputs = some_layers(4, 3), some_inputs(64)
    set_parameters(submission, model, layers)
    expect_close(
        model(torch.from_numpy(inputs)),
        compute(layers, inputs, relu, identity),
        of="build_mlp(4, 3, []): its outputs for known weights",
        diagnoses=wrong_outputs(layers, inputs),
        rtol=1e-4,
        atol=1e-5,
    )


@check(points=1, after=["test_the_layers_have_the_right_shapes"])
def test_equally_wide_layers_do_not_share_weights(submission):
    """Layers of the same width have weights of their own.

    The check builds a network whose five widths are all 4 and counts its weights and biases: two for each of four
    layers. One layer object that stands in several places is one layer with shared weights, and training pulls it in
    several directions at once.
    """
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


@check(points=0.5, after=["test_the_layers_have_the_right_shapes"])
def test_the_list_of_widths_is_left_alone(submission):
    """The list of widths is not changed, and may be a tuple.

    The check passes a list, looks at it after the call, and then passes a tuple. The caller may build the next network
    from the same list, and would get another one than asked for.
    """
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
            "the caller's list is used up: copy it first, or walk over it with a for loop": [],
            "the caller's list is turned round": [5, 7],
        },
    )
    n_parameters = len(shapes_of(submission, submission[MODULE].build_mlp(4, 2, (7, 5))))
    expect_equal(n_parameters, 6, of="build_mlp(4, 2, (7, 5)): how many weights and biases it has")


@check(points=1)
def test_parameters_are_counted_number_by_number(submission):
    """Every entry of every weight and bias counts, also in modules within modules.

    The check counts a network with three linear layers, the second of them in a module of its own. A layer from n to
    m features has n * m + m numbers to learn.
    """
    nn = submission["torch.nn"]
    inner = nn.Sequential(nn.ReLU(), nn.Linear(5, 4), nn.ReLU())
    expect_equal(
        submission[MODULE].count_parameters(nn.Sequential(nn.Linear(3, 5), inner, nn.Linear(4, 2))),
        54,
        of="count_parameters(a network with layers from 3 to 5, from 5 to 4 and from 4 to 2)",
        diagnoses={
            "weights and biases are counted, not their entries": 6,
            "the biases are left out": 43,
            "only the biases are counted": 11,
            "only the rows of each weight and bias are counted": 22,
            "layers are counted, not their weights and biases": 3,
            "modules are counted, not their weights and biases": 7,
            "only the last layer is counted": 10,
            "only the first layer is counted: is the return inside the loop?": 20,
            "layers within other modules are left out: model.parameters() finds them all": 30,
            "layers within other modules are counted several times": 132,
            "no trainable parameter is counted: only those with a gradient already, or the frozen ones": 0,
            "a bias is counted for each input instead of each output": 55,
        },
    )


@check(points=1, after=["test_parameters_are_counted_number_by_number"])
def test_frozen_parameters_do_not_count(submission):
    """Parameters that training leaves alone do not count.

    The check counts a network whose first layer is frozen (requires_grad is False) and which has a batch
    normalisation. Its running means are buffers: they change, but not by gradient descent. Count p.numel() over the
    parameters p whose requires_grad is True.
    """
    nn = submission["torch.nn"]
    frozen = nn.Linear(3, 5)
    frozen.requires_grad_(False)
    expect_equal(
        submission[MODULE].count_parameters(nn.Sequential(frozen, nn.BatchNorm1d(5), nn.Linear(5, 2))),
        22,
        of="count_parameters(a frozen layer, a batch normalisation of 5 features, a layer from 5 to 2)",
        diagnoses={
            "frozen parameters are counted, too": 42,
            "only frozen parameters are counted": 20,
            "only linear layers are counted: other modules have weights and biases, too": 12,
            "only linear layers are counted, and frozen ones with them": 32,
            "buffers such as running means are counted, too": 53,
            "buffers such as running means are counted, but frozen parameters are not": 33,
        },
    )


LADDER = ([], [256], [256, 256], [256, 256, 256])


@check(
    points=1,
    after=[
        "test_the_layers_have_the_right_shapes",
        "test_equally_wide_layers_do_not_share_weights",
        "test_parameters_are_counted_number_by_number",
    ],
)
def test_the_four_networks_of_the_lesson(submission):
    """The lesson's four networks have 10, 1,794, 67,586 and 133,378 parameters.

    The check builds and counts them with your two functions together. The lesson's text works the numbers out by hand.
    """
    module = submission[MODULE]
    counts = [module.count_parameters(module.build_mlp(4, 2, list(widths))) for widths in LADDER]
    expect_equal(
        counts,
        [10, 1_794, 67_586, 133_378],
        of="count_parameters(build_mlp(4, 2, …)) for no, one, two and three hidden layers of 256",
        diagnoses={
            "without hidden layers there is no layer at all": [0, 1_794, 67_586, 133_378],
            "without hidden layers there is a hidden layer all the same": [16, 1_794, 67_586, 133_378],
        },
    )
