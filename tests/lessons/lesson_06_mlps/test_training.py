"""Checks of training.py: one epoch, the measurement, and the whole training."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from autograder.checks import check, expect, expect_close, expect_equal

MODULE = "lesson_06_mlps.training"


def make_loader(submission, samples):
    data = submission["torch.utils.data"]
    return data.DataLoader(data.TensorDataset(*samples), batch_size=4)


def make_model(submission, by_hand, *before):
    """Make a linear classifier with known weights, behind the layers `before`."""
    linear = submission["torch.nn"].Linear(4, 2)
    linear.load_state_dict({"weight": by_hand.weight, "bias": by_hand.bias})
    return submission["torch.nn"].Sequential(*before, linear)


def make_optimizer(submission, model, learning_rate=0.5):
    return submission["torch.optim"].SGD(model.parameters(), lr=learning_rate)


def numbers(submission, model):
    """Read all parameters of a model as one vector."""
    return np.concatenate(
        [np.ravel(parameter.detach()) for parameter in submission.to_list(model.parameters())]
    )


def pair(metrics):
    return [float(metrics.loss), float(metrics.accuracy)]


@pytest.fixture(name="logged")
def logged_fixture():
    """Give a list that fills with (tag, step, value) of all that is logged."""
    return []


def make_writer(submission, logged):
    """Make a writer on the submission's side whose add_scalar notes on ours what it is told."""

    def add_scalar(tag, scalar_value, global_step=None, *_ignored, **_also_ignored):
        logged.append((str(tag), int(global_step), float(scalar_value)))

    return submission["types"].SimpleNamespace(add_scalar=submission.lend(add_scalar))


@check(points=1)
def test_accuracy_is_the_share_of_right_predictions(submission):
    """The accuracy is the share of samples whose largest logit is that of their label."""
    logits = torch.tensor(
        [[2.0, 1.0, 0.0], [-3.0, -1.0, -2.0], [0.1, 0.2, 0.9], [5.0, 4.0, 6.0], [1.0, 3.0, 2.0]]
    )
    expect_close(
        submission[MODULE].accuracy(logits, torch.tensor([0, 1, 0, 0, 1])),
        0.6,
        of="accuracy(logits, labels) with 3 of 5 predictions right",
        diagnoses={
            "right predictions are counted, but not divided by their number": 3,
            "right predictions are divided by the number of logits": 0.2,
            "the result is in percent": 60,
            "the share of wrong predictions is returned": 0.4,
        },
    )


@check(points=1)
def test_the_mean_counts_each_sample_once(submission):
    """Means are taken over samples: a batch counts by its size."""
    module = submission[MODULE]
    batches = [module.Metrics(loss=1.0, accuracy=0.5), module.Metrics(loss=4.0, accuracy=1.0)]
    expect_close(
        pair(module.mean_over_samples(batches, [6, 2])),
        [1.75, 0.625],
        of="mean_over_samples(loss 1, accuracy 0.5 of 6 samples; loss 4, accuracy 1 of 2 samples)",
        diagnoses={
            "the mean of the batch means: the two samples count as much as the six": [2.5, 0.75],
            "the sum is not divided by the number of samples": [14, 5],
            "the sum is divided by the number of batches": [7, 2.5],
            "the batch means are added and divided by the number of samples": [0.625, 0.1875],
            "the sum over batches, not weighted by their sizes": [5, 1.5],
            "the result is swapped: accuracy in place of the loss": [0.625, 1.75],
        },
        hint="sum_b n_b m_b / sum_b n_b.",
    )


HELPERS = ["test_accuracy_is_the_share_of_right_predictions", "test_the_mean_counts_each_sample_once"]


@check(points=2, after=HELPERS)
def test_each_batch_is_one_step_of_gradient_descent(submission, by_hand):
    """An epoch takes one step of gradient descent on cross-entropy for each batch."""
    model = make_model(submission, by_hand)
    loader = make_loader(submission, by_hand.train)
    submission[MODULE].train_epoch(model, loader, make_optimizer(submission, model))
    expect_close(
        numbers(submission, model),
        by_hand.after_epoch(None),
        of="train_epoch(…): the weights and biases of a linear model after one epoch of three batches",
        diagnoses={
            "the old gradients are not cleared: optimizer.zero_grad() is missing": by_hand.after_epoch(
                "no zero_grad"
            ),
            "nothing is learnt: no optimizer.step(), or zero_grad between backward and step": by_hand.after_epoch(
                "no step"
            ),
            "a softmax is applied before cross-entropy, which wants logits": by_hand.after_epoch("softmax"),
            "the gradients of all batches are added up for a single step": by_hand.after_epoch("one step"),
            "the epoch ends after the first batch: is the return inside the loop?": by_hand.after_epoch(
                "first batch"
            ),
            "the loss is the sum over the samples of a batch, not their mean": by_hand.after_epoch("sum"),
        },
        rtol=1e-4,
        atol=1e-5,
    )


@check(points=1, after=["test_each_batch_is_one_step_of_gradient_descent"])
def test_an_epoch_returns_its_mean_loss_and_accuracy(submission, by_hand):
    """An epoch returns loss and accuracy over its samples, each batch measured before its own step."""
    model = make_model(submission, by_hand)
    loader = make_loader(submission, by_hand.train)
    metrics = submission[MODULE].train_epoch(model, loader, make_optimizer(submission, model))
    right = by_hand.Training()
    measured = right.epoch()
    expect_close(
        pair(metrics),
        by_hand.weighted(measured, [4, 4, 2]),
        of="train_epoch(…): loss and accuracy over batches of 4, 4 and 2 samples",
        diagnoses={
            "the mean of the batch means: the last batch is smaller, so it counts too much": np.mean(
                measured, axis=0
            ),
            "only the last batch is returned": measured[-1],
            "only the first batch is returned": measured[0],
            "the batches are added up, not averaged": np.sum(measured, axis=0),
            "the model is measured again after the epoch": right.measure(*by_hand.train),
            "the model is measured before the epoch": by_hand.Training().measure(*by_hand.train),
        },
        rtol=1e-4,
    )


@check(points=1, after=["test_an_epoch_returns_its_mean_loss_and_accuracy"])
def test_an_epoch_trains_in_training_mode(submission, by_hand):
    """Training happens in training mode, whatever mode the model comes in."""
    # A dropout of everything leaves only the bias of the classifier, but only in training mode.
    model = make_model(submission, by_hand, submission["torch.nn"].Dropout(p=1.0))
    model.eval()
    loader = make_loader(submission, by_hand.train)
    metrics = submission[MODULE].train_epoch(
        model, loader, make_optimizer(submission, model, learning_rate=0)
    )
    expect_close(
        float(metrics.loss),
        functional.cross_entropy(by_hand.bias.expand(10, 2), by_hand.train[1]).item(),
        of="train_epoch(…): the loss of a model with dropout that comes in evaluation mode",
        diagnoses={
            "the model stays in evaluation mode: model.train() is missing": by_hand.Training().measure(
                *by_hand.train
            )[0]
        },
        rtol=1e-4,
    )


@check(points=1, after=["test_an_epoch_returns_its_mean_loss_and_accuracy"])
def test_an_epoch_logs_each_batch(submission, by_hand, logged):
    """Each batch is logged under batch/train_loss and batch/train_accuracy, from first_step on."""
    model = make_model(submission, by_hand)
    loader = make_loader(submission, by_hand.train)
    writer = make_writer(submission, logged)
    submission[MODULE].train_epoch(model, loader, make_optimizer(submission, model), writer, 30)
    check_batches_logged(
        logged, "train_epoch(…, writer, first_step=30)", "batch/train", by_hand.Training().epoch()
    )


def check_batches_logged(logged, of, curve, measured):
    tags = [f"{curve}_accuracy", f"{curve}_loss"]
    expect_equal(
        sorted({tag for tag, _, _ in logged}),
        tags,
        of=f"{of}: the tags that are logged",
        diagnoses={"nothing is logged": []},
    )
    for tag, column in (tags[1], 0), (tags[0], 1):
        steps = [step for name, step, _ in logged if name == tag]
        wanted = list(range(30, 30 + len(measured)))
        expect_equal(
            steps,
            wanted,
            of=f"{of}: the steps of {tag}",
            diagnoses={
                "first_step is ignored": list(range(len(measured))),
                "the step does not grow from batch to batch": [30] * len(measured),
                "the first batch gets first_step + 1": [step + 1 for step in wanted],
                "only the last batch is logged": wanted[-1:],
            },
        )
        expect_close(
            [value for name, _, value in logged if name == tag],
            [batch[column] for batch in measured],
            of=f"{of}: the values of {tag}",
            rtol=1e-4,
        )


@check(points=1, after=HELPERS)
def test_evaluation_measures_every_sample_once(submission, by_hand):
    """Evaluation returns loss and accuracy over all samples, each counted once."""
    metrics = submission[MODULE].evaluate(
        make_model(submission, by_hand), make_loader(submission, by_hand.test)
    )
    right = by_hand.Training()
    batches = [right.measure(*batch) for batch in by_hand.batches(by_hand.test)]
    expect_close(
        pair(metrics),
        right.measure(*by_hand.test),
        of="evaluate(…): loss and accuracy over batches of 4 and 3 samples",
        diagnoses={
            "the mean of the batch means: the last batch is smaller, so it counts too much": np.mean(
                batches, axis=0
            ),
            "only the last batch is returned": batches[-1],
            "only the first batch is returned: is the return inside the loop?": batches[0],
            "the batches are added up, not averaged": np.sum(batches, axis=0),
            "a softmax is applied before cross-entropy, which wants logits": by_hand.Training(
                "softmax"
            ).measure(*by_hand.test),
        },
        rtol=1e-4,
    )


@check(points=1, after=["test_evaluation_measures_every_sample_once"])
def test_evaluation_teaches_nothing(submission, by_hand):
    """Evaluation changes no parameter and keeps no record for gradients."""
    model = make_model(submission, by_hand)
    before = numbers(submission, model)
    # Whatever autograd wants to remember for a backward pass, it puts here.
    remembered = submission["queue"].SimpleQueue()
    hooks = submission["torch.autograd.graph"].saved_tensors_hooks(remembered.put, remembered.put)
    with_hooks = submission["contextlib"].ExitStack()
    with_hooks.enter_context(hooks)
    try:
        submission[MODULE].evaluate(model, make_loader(submission, by_hand.test))
    finally:
        with_hooks.close()
    expect(
        np.array_equal(numbers(submission, model), before),
        of="evaluate(…): the model's parameters after the call",
        expected="the same as before",
        got="others",
        likely="the model learns while it is measured: no optimizer belongs here",
    )
    expect(
        remembered.qsize() == 0,
        of="evaluate(…): what is recorded for gradients",
        expected="nothing",
        got=f"{remembered.qsize()} tensors",
        likely="torch.no_grad() is missing: it saves time and memory when nothing is learnt",
    )


@check(points=1, after=["test_evaluation_measures_every_sample_once"])
def test_evaluation_uses_evaluation_mode_and_restores_the_old_one(submission, by_hand):
    """Evaluation happens in evaluation mode; afterwards the model is in the mode in which it came."""
    evaluate = submission[MODULE].evaluate
    loader = make_loader(submission, by_hand.test)
    model = make_model(submission, by_hand, submission["torch.nn"].Dropout(p=1.0))
    model.train()
    expect_close(
        float(evaluate(model, loader).loss),
        by_hand.Training().measure(*by_hand.test)[0],
        of="evaluate(…): the loss of a model with dropout that comes in training mode",
        diagnoses={
            "dropout is still active: model.eval() is missing": functional.cross_entropy(
                by_hand.bias.expand(7, 2), by_hand.test[1]
            ).item()
        },
        rtol=1e-4,
    )
    modes = [bool(model.training)]
    model.eval()
    evaluate(model, loader)
    modes.append(bool(model.training))
    expect_equal(
        modes,
        [True, False],
        of="evaluate(…): model.training afterwards, for a model that came in training and in evaluation mode",
        diagnoses={
            "the model is left in evaluation mode": [False, False],
            "the model is always put into training mode": [True, True],
        },
        hint="Keep model.training in a variable, and give it to model.train(…) at the end.",
    )


@check(points=1, after=["test_evaluation_measures_every_sample_once"])
def test_evaluation_logs_each_batch(submission, by_hand, logged):
    """Each batch is logged under batch/test_loss and batch/test_accuracy, from first_step on."""
    writer = make_writer(submission, logged)
    submission[MODULE].evaluate(
        make_model(submission, by_hand), make_loader(submission, by_hand.test), writer, 30
    )
    measured = [by_hand.Training().measure(*batch) for batch in by_hand.batches(by_hand.test)]
    check_batches_logged(logged, "evaluate(…, writer, first_step=30)", "batch/test", measured)


CURVES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")


def fit(submission, by_hand, epochs=3, writer=None):
    loaders = make_loader(submission, by_hand.train), make_loader(submission, by_hand.test)
    return submission[MODULE].fit(make_model(submission, by_hand), *loaders, epochs, 0.2, writer)


@check(
    points=1,
    after=["test_an_epoch_returns_its_mean_loss_and_accuracy", "test_evaluation_measures_every_sample_once"],
)
def test_fit_keeps_one_value_for_each_epoch(submission, by_hand):
    """The history holds four curves with one value for each epoch."""
    got = {epochs: lengths(fit(submission, by_hand, epochs)) for epochs in (1, 5)}
    expect_equal(
        got,
        {1: [1] * 4, 5: [5] * 4},
        of="fit(…): the lengths of train_loss, train_accuracy, test_loss, test_accuracy after 1 and after 5 epochs",
        diagnoses={
            "batches are recorded, not epochs": {1: [3, 3, 2, 2], 5: [15, 15, 10, 10]},
            "only one epoch is kept: is the return, or a new History, inside the loop?": {
                1: [1] * 4,
                5: [1] * 4,
            },
            "the history stays empty": {1: [0] * 4, 5: [0] * 4},
            "one epoch too few": {1: [0] * 4, 5: [4] * 4},
            "the model is also measured before the first epoch": {1: [2] * 4, 5: [6] * 4},
        },
    )


def lengths(history):
    return [len(getattr(history, curve)) for curve in CURVES]


@check(points=1, after=["test_fit_keeps_one_value_for_each_epoch"])
def test_fit_trains_with_adam_and_measures_after_each_epoch(submission, by_hand):
    """Each epoch learns from the training samples with Adam, then measures the test samples."""
    history = fit(submission, by_hand)
    got = np.array(
        [[float(value) for value in submission.to_list(getattr(history, curve))] for curve in CURVES]
    ).T
    expect_close(
        got,
        by_hand.fit(),
        of="fit(…): train loss, train accuracy, test loss and test accuracy of three epochs, one in each row",
        diagnoses={
            "train and test are swapped in the history": by_hand.fit("swapped"),
            "the model learns from the test samples, too": by_hand.fit("learns from test"),
            "the test samples are measured before the epoch instead of after it": by_hand.fit("test before"),
            "a new optimizer is made in each epoch, so Adam forgets its averages": by_hand.fit(
                "new optimizer"
            ),
            "the optimizer is SGD, not Adam": by_hand.fit(optimizer=torch.optim.SGD),
            "the training samples are measured again after the epoch": by_hand.fit("train measured again"),
            "the test curves are a copy of the training curves": by_hand.fit("test is train"),
            "evaluate gets the loader of the training samples": by_hand.fit("evaluates train"),
        },
        rtol=1e-3,
        atol=1e-4,
    )


@check(
    points=1,
    after=[
        "test_fit_trains_with_adam_and_measures_after_each_epoch",
        "test_an_epoch_logs_each_batch",
        "test_evaluation_logs_each_batch",
    ],
)
def test_fit_logs_each_epoch_and_keeps_counting_batches(submission, by_hand, logged):
    """Each epoch is logged under epoch/…, counted from 0, and the batches' steps go on from epoch to epoch."""
    history = fit(submission, by_hand, epochs=2, writer=make_writer(submission, logged))
    for curve in CURVES:
        points = [(step, value) for tag, step, value in logged if tag == f"epoch/{curve}"]
        expect_equal(
            [step for step, _ in points],
            [0, 1],
            of=f"fit(…, epochs=2, writer): the steps of epoch/{curve}",
            diagnoses={"nothing is logged": [], "epochs are counted from 1": [1, 2]},
        )
        expect_close(
            [value for _, value in points],
            [float(value) for value in submission.to_list(getattr(history, curve))],
            of=f"fit(…, epochs=2, writer): the values of epoch/{curve}, compared with the history",
        )
    for tag, per_epoch in ("batch/train_loss", 3), ("batch/test_loss", 2):
        expect_equal(
            [step for name, step, _ in logged if name == tag],
            list(range(2 * per_epoch)),
            of=f"fit(…, epochs=2, writer): the steps of {tag}, with {per_epoch} batches in each epoch",
            diagnoses={
                "the steps start anew in each epoch, so the curves cover each other": list(range(per_epoch))
                * 2,
                "the writer is not handed on": [],
                "each epoch moves first_step by one, not by its number of batches": [
                    epoch + batch for epoch in range(2) for batch in range(per_epoch)
                ],
            },
            hint="first_step is the epoch times the number of batches in one.",
        )
