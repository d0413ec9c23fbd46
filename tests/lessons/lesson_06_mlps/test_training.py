"""Checks of training.py: one epoch, the measurement, and the whole training."""

import numpy as np
import torch
from torch.nn import functional

from autograder.checks import check, expect, expect_close, expect_equal

from . import fingerprints_training as by_hand
from .training_logs import check_batches_logged, check_epochs_logged, check_steps_go_on, make_writer
from .training_tools import (
    CURVES,
    MODULE,
    expect_worked_out,
    fit,
    make_loader,
    make_model,
    make_optimizer,
    numbers,
    pair,
    plain_number,
    why_nothing_is_learnt,
)


@check(points=1)
def test_accuracy_is_the_share_of_right_predictions(submission):
    """The accuracy is the share of samples whose largest logit is that of their label.

    The check measures five samples of five classes, then five of three. The prediction for a sample is the
    argmax over its row, the classes; the accuracy is the mean of prediction == label. It is a plain
    number, a float: curves and logs are made of these.
    """
    accuracy = submission[MODULE].accuracy
    square = [[0, 5, -4, 7, 4], [-4, 9, -2, 6, 7], [2, -3, 7, -2, 4], [7, 2, 0, 5, -1], [1, -1, 1, 5, 3]]
    of = "accuracy(logits, labels) of 5 samples and 5 classes, 3 predictions right"
    share = accuracy(torch.tensor(square, dtype=torch.float32), torch.tensor([3, 2, 2, 0, 1]))
    expect_close(
        share,
        0.6,
        of=of,
        diagnoses={
            "the argmax is taken over the samples (dim=0), not over the classes (dim=1)": 0.8,
            "the smallest logit is taken for the prediction": 0.2,
            "the wrong predictions are counted": 0.4,
            "no prediction counts: argmax needs dim=1, and gives the classes to compare with the labels": 0,
            "right predictions are counted, but not divided by their number": 3,
            "right predictions are divided by the number of logits": 3 / 25,
            "the result is in percent": 60,
        },
    )
    plain_number(share, "the accuracy", of=of)
    logits = [[2.0, 1.0, 0.0], [-3.0, -1.0, -2.0], [0.1, 0.2, 0.9], [5.0, 4.0, 6.0], [1.0, 3.0, 2.0]]
    expect_close(
        accuracy(torch.tensor(logits), torch.tensor([0, 1, 0, 0, 1])),
        0.6,
        of="accuracy(logits, labels) of 5 samples and 3 classes, 3 predictions right",
        diagnoses={
            "right predictions are divided by the number of classes, not of samples": 1,
            "only the first two classes are compared": 0.8,
        },
    )


@check(points=1)
def test_the_mean_counts_each_sample_once(submission):
    """Means are taken over samples: a batch counts by its size.

    The check averages two batches of 6 samples and one of 4. The last batch of an epoch is often smaller than the
    others, and its samples would count too much in a plain mean: mean = sum_b n_b m_b / sum_b n_b.
    """
    metrics = submission[MODULE].Metrics
    batches, sizes = [(1.0, 0.5), (4.0, 1.0), (2.0, 0.25)], [6, 6, 4]
    of = "mean_over_samples(losses 1, 4 and 2, accuracies 0.5, 1 and 0.25, of 6, 6 and 4 samples)"
    mean = submission[MODULE].mean_over_samples([metrics(*batch) for batch in batches], sizes)
    expect_close(
        pair(mean, of),
        [2.375, 0.625],
        of=of,
        diagnoses=by_hand.wrong_averages(batches, sizes),
        hint="sum_b n_b m_b / sum_b n_b.",
    )


HELPERS = ["test_accuracy_is_the_share_of_right_predictions", "test_the_mean_counts_each_sample_once"]


@check(points=2, after=HELPERS)
def test_each_batch_is_one_step_of_gradient_descent(submission):
    """An epoch takes one step of gradient descent on cross-entropy for each batch.

    The check trains a linear model with known weights on batches of 5, 5 and 2 samples, and compares its weights with
    those worked out by hand: for each batch, theta <- theta - eta * gradient of the batch's mean cross-entropy.
    """
    model = make_model(submission)
    submission[MODULE].train_epoch(
        model, make_loader(submission, by_hand.TRAIN), make_optimizer(submission, model)
    )
    got = numbers(submission, model)
    unchanged = np.array_equal(got, by_hand.UNTRAINED)
    expect_worked_out(
        got,
        by_hand.numbers_after(),
        of="train_epoch(…): the weights and biases of a linear model after one epoch of three batches",
        wrong=lambda: {why_nothing_is_learnt(submission): got} if unchanged else by_hand.wrong_numbers(),
        rtol=1e-4,
        atol=1e-5,
    )


@check(points=1, after=["test_each_batch_is_one_step_of_gradient_descent"])
def test_an_epoch_returns_its_mean_loss_and_accuracy(submission):
    """An epoch returns loss and accuracy over its samples, each batch measured before its own step.

    The check trains for an epoch and works out by hand what each batch gave just before its step. Both are plain
    numbers: a loss that is kept as a tensor keeps the whole computation behind it in memory.
    """
    model = make_model(submission)
    loader = make_loader(submission, by_hand.TRAIN)
    of = "train_epoch(…): loss and accuracy over batches of 5, 5 and 2 samples"
    measured, _ = by_hand.Training().epoch(by_hand.TRAIN_BATCHES)
    expect_worked_out(
        pair(submission[MODULE].train_epoch(model, loader, make_optimizer(submission, model)), of),
        by_hand.weighted(measured, by_hand.TRAIN_BATCHES),
        of=of,
        wrong=by_hand.wrong_epochs,
        rtol=1e-4,
    )


@check(points=1, after=["test_an_epoch_returns_its_mean_loss_and_accuracy"])
def test_an_epoch_trains_in_training_mode(submission):
    """Training happens in training mode, whatever mode the model comes in.

    The check trains a model with a dropout that drops everything, but only in training mode, and that comes in
    evaluation mode. In training mode the bias alone is left of its outputs.
    """
    model = make_model(submission, submission["torch.nn"].Dropout(p=1.0))
    model.eval()
    loader = make_loader(submission, by_hand.TRAIN)
    metrics = submission[MODULE].train_epoch(
        model, loader, make_optimizer(submission, model, learning_rate=0)
    )
    expect_close(
        float(metrics.loss),
        functional.cross_entropy(by_hand.BIAS.expand(12, 2), by_hand.TRAIN[1]).item(),
        of="train_epoch(…): the loss of a model with dropout that comes in evaluation mode",
        diagnoses={
            "the model is trained in evaluation mode: model.train() is missing": by_hand.Training().measure(
                *by_hand.TRAIN
            )[0]
        },
        rtol=1e-4,
    )


@check(points=1, after=["test_an_epoch_returns_its_mean_loss_and_accuracy"])
def test_an_epoch_logs_each_batch(submission):
    """Each batch is logged under batch/train_loss and batch/train_accuracy, from first_step on.

    The check passes a writer and first_step=30, and notes every call of add_scalar(tag, value, step). The first batch
    belongs to step 30, the next to step 31.
    """
    model = make_model(submission)
    loader = make_loader(submission, by_hand.TRAIN)
    logged, writer = make_writer(submission)
    submission[MODULE].train_epoch(model, loader, make_optimizer(submission, model), writer, 30)
    before, after = by_hand.Training().epoch(by_hand.TRAIN_BATCHES)
    of = "train_epoch(…, writer, first_step=30)"
    check_batches_logged(logged, of, "train", 30, by_hand.TRAIN_SIZES, before, late=after)


@check(points=0.5, after=HELPERS)
def test_evaluation_teaches_nothing(submission):
    """Evaluation changes no parameter and leaves each one trainable.

    The check compares the parameters before and after the call. What is measured on samples that the model has learnt
    from says nothing about new ones.
    """
    model = make_model(submission)
    submission[MODULE].evaluate(model, make_loader(submission, by_hand.TEST))
    expect(
        np.array_equal(numbers(submission, model), by_hand.UNTRAINED),
        of="evaluate(…): the model's parameters after the call",
        expected="the same as before",
        got="others",
        likely="the model learns while it is measured: no optimizer belongs here",
    )
    expect_equal(
        [bool(parameter.requires_grad) for parameter in submission.to_list(model.parameters())],
        [True, True],
        of="evaluate(…): whether weight and bias can be trained after the call",
        diagnoses={
            "the parameters stay frozen: use torch.no_grad() instead of requires_grad": [False, False]
        },
    )


@check(points=1, after=["test_evaluation_teaches_nothing"])
def test_evaluation_measures_every_sample_once(submission):
    """Evaluation returns loss and accuracy over all samples, each counted once.

    The check evaluates a linear model with known weights on batches of 5, 5, 5 and 3 samples. Whatever the batch size,
    the result is the mean over all samples together.
    """
    right = by_hand.Training()
    measured = [right.measure(*batch) for batch in by_hand.TEST_BATCHES]
    of = "evaluate(…): loss and accuracy over batches of 5, 5, 5 and 3 samples"
    expect_worked_out(
        pair(submission[MODULE].evaluate(make_model(submission), make_loader(submission, by_hand.TEST)), of),
        right.measure(*by_hand.TEST),
        of=of,
        wrong=lambda: by_hand.wrong_averages(measured, by_hand.TEST_SIZES) | by_hand.wrong_measurements(),
        rtol=1e-4,
    )


@check(points=0.5, after=["test_evaluation_measures_every_sample_once"])
def test_evaluation_records_no_gradients(submission):
    """Evaluation keeps no record for gradients, and afterwards gradients are recorded again.

    The check counts what autograd puts aside for a backward pass. Under torch.no_grad() that is nothing, which saves
    time and memory; the block's end turns recording on again.
    """
    model = make_model(submission)
    # Whatever autograd puts aside for a backward pass, it hands to `remembered`, whose cache keeps count.
    detached = submission["operator"].methodcaller("detach")
    remembered = submission["functools"].lru_cache(maxsize=None)(detached)
    hooks = submission["torch.autograd.graph"].saved_tensors_hooks(remembered, detached)
    with_hooks = submission["contextlib"].ExitStack()
    with_hooks.enter_context(hooks)
    try:
        submission[MODULE].evaluate(model, make_loader(submission, by_hand.TEST))
    finally:
        with_hooks.close()
        recording = submission["torch"].is_grad_enabled()
        submission["torch"].set_grad_enabled(True)  # lest it spoil what follows in this process
    n_remembered = int(remembered.cache_info().misses)
    expect(
        n_remembered == 0,
        of="evaluate(…): what is recorded for gradients",
        expected="nothing",
        got=f"{n_remembered} tensors",
        likely="torch.no_grad() is missing around the predictions: nothing is learnt here",
    )
    expect_equal(
        recording,
        True,
        of="evaluate(…): torch.is_grad_enabled() after the call",
        diagnoses={"gradients stay off for whatever comes next: use `with torch.no_grad():`": False},
    )


@check(points=1, after=["test_evaluation_measures_every_sample_once"])
def test_evaluation_uses_evaluation_mode_and_restores_the_old_one(submission):
    """Evaluation happens in evaluation mode; afterwards the model is in the mode in which it came.

    The check evaluates a model whose dropout drops everything in training mode, once as it comes from training and
    once from evaluation. Dropout and batch normalisation behave differently while training.
    """
    evaluate = submission[MODULE].evaluate
    loader = make_loader(submission, by_hand.TEST)
    model = make_model(submission, submission["torch.nn"].Dropout(p=1.0))
    model.train()
    expect_close(
        float(evaluate(model, loader).loss),
        by_hand.Training().measure(*by_hand.TEST)[0],
        of="evaluate(…): the loss of a model with dropout that comes in training mode",
        diagnoses={
            "dropout is still active: model.eval() is missing": functional.cross_entropy(
                by_hand.BIAS.expand(18, 2), by_hand.TEST[1]
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
            "the model is left in the other mode than that in which it came": [False, True],
        },
        hint="Keep model.training in a variable, and give it to model.train(…) at the end.",
    )


@check(points=1, after=["test_evaluation_measures_every_sample_once"])
def test_evaluation_logs_each_batch(submission):
    """Each batch is logged under batch/test_loss and batch/test_accuracy, from first_step on.

    The check passes a writer and first_step=30, and notes every call of add_scalar(tag, value, step).
    """
    logged, writer = make_writer(submission)
    submission[MODULE].evaluate(make_model(submission), make_loader(submission, by_hand.TEST), writer, 30)
    measured = [by_hand.Training().measure(*batch) for batch in by_hand.TEST_BATCHES]
    of = "evaluate(…, writer, first_step=30)"
    check_batches_logged(logged, of, "test", 30, by_hand.TEST_SIZES, measured, late=measured)


@check(
    points=1,
    after=["test_an_epoch_returns_its_mean_loss_and_accuracy", "test_evaluation_measures_every_sample_once"],
)
def test_fit_keeps_one_value_for_each_epoch(submission):
    """The history holds four curves with one value for each epoch.

    The check trains for one epoch and for five, and counts the values. An epoch is one pass through all the training
    samples.
    """
    got = {epochs: [len(curve) for curve in fit(submission, epochs=epochs)[0]] for epochs in (1, 5)}
    expect_equal(
        got,
        {1: [1] * 4, 5: [5] * 4},
        of="fit(…): the lengths of train_loss, train_accuracy, test_loss, test_accuracy after 1 and after 5 epochs",
        diagnoses={
            "batches are recorded, not epochs": {1: [3, 3, 4, 4], 5: [15, 15, 20, 20]},
            "only one epoch is kept: is the return, or a new History, inside the loop?": {
                1: [1] * 4,
                5: [1] * 4,
            },
            "the history stays empty: no epoch is appended to it": {1: [0] * 4, 5: [0] * 4},
            "one epoch too few": {1: [0] * 4, 5: [4] * 4},
            "one epoch too many": {1: [2] * 4, 5: [6] * 4},
            "the model is also measured before the first epoch": {1: [1, 1, 2, 2], 5: [5, 5, 6, 6]},
            "each epoch is recorded twice": {1: [2] * 4, 5: [10] * 4},
            "the test curves stay empty": {1: [1, 1, 0, 0], 5: [5, 5, 0, 0]},
        },
    )


@check(points=1, after=["test_fit_keeps_one_value_for_each_epoch"])
def test_fit_trains_with_adam_and_measures_after_each_epoch(submission):
    """Each epoch learns from the training samples with Adam, then measures the test samples.

    The check trains a linear model with known weights for three epochs and works the curves out by hand. One Adam
    lives through all epochs, since it remembers running means of the gradients.
    """
    curves, model = fit(submission)
    expected, trained = by_hand.fit()
    expect_worked_out(
        np.array(curves).T,
        expected,
        of="fit(…): train loss, train accuracy, test loss and test accuracy of three epochs, one in each row",
        wrong=by_hand.wrong_histories,
        rtol=1e-3,
        atol=1e-4,
    )
    expect_close(
        numbers(submission, model),
        trained,
        of="fit(…): the weights and biases of the model that was passed, after three epochs",
        diagnoses={"a copy of the model is trained, not the model itself": by_hand.UNTRAINED},
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
def test_fit_logs_each_epoch_and_keeps_counting_batches(submission):
    """Each epoch is logged under epoch/…, counted from 0, and the batches' steps go on from epoch to epoch.

    The check trains for two epochs with a writer. Batch b of epoch e belongs to step e * (batches in an epoch) + b;
    steps that start anew would draw one epoch's curve over the other's. The writer stays open: it is the caller's.
    """
    logged, writer = make_writer(submission)
    curves, _ = fit(submission, epochs=2, writer=writer)
    of = "fit(…, epochs=2, writer)"
    check_epochs_logged(logged, of, dict(zip(CURVES, curves, strict=True)))
    check_steps_go_on(logged, of, "train", n_samples=12, n_batches=3)
    check_steps_go_on(logged, of, "test", n_samples=18, n_batches=4)
    expect(
        not logged.closed,
        of=f"{of}: the writer after the call",
        expected="still open",
        got="closed",
        likely="the writer is closed, but it is the caller's, who may want to log more",
    )
