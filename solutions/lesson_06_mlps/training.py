"""Train a classifier, measure it, and keep the curves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim import Optimizer
from torch.utils.data import DataLoader

from lesson_05_datasets.dataset import Batch


class ScalarWriter(Protocol):
    """What logging needs of a `torch.utils.tensorboard.SummaryWriter`."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> None:
        """Add one point to the curve called `tag`: the value at that step."""


@dataclass(frozen=True)
class Metrics:
    """How well a model did on some samples, in plain numbers: a tensor may keep a whole graph behind it."""

    loss: float
    """Mean cross-entropy over the samples, in nats: 0 is perfect, log 2 = 0.69 a guess between two."""
    accuracy: float
    """Fraction of the samples whose class has the largest logit, between 0 and 1."""


@dataclass
class History:
    """The learning curves: one value for each epoch."""

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    test_loss: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)

    def append(self, train: Metrics, test: Metrics) -> None:
        """Add one epoch to the curves."""
        self.train_loss.append(train.loss)
        self.train_accuracy.append(train.accuracy)
        self.test_loss.append(test.loss)
        self.test_accuracy.append(test.accuracy)


def log_metrics(writer: ScalarWriter | None, curve: str, metrics: Metrics, step: int) -> None:
    """Log metrics to TensorBoard as `<curve>_loss` and `<curve>_accuracy`; without a writer do nothing.

    This function is given: nothing to write here.
    """
    if writer is not None:
        writer.add_scalar(f"{curve}_loss", metrics.loss, step)
        writer.add_scalar(f"{curve}_accuracy", metrics.accuracy, step)


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """Measure how often the largest logit is that of the right class.

    Args:
        logits: float32 of shape (B, C), one row for each sample, one column for each class.
        labels: int64 of shape (B,), the right classes.

    Returns:
        The fraction of right predictions, between 0 and 1, as a plain number.

    """
    # BEGIN SOLUTION
    predictions = logits.argmax(dim=1)
    return (predictions == labels).float().mean().item()
    # END SOLUTION


def mean_over_samples(batches: Sequence[Metrics], sizes: Sequence[int]) -> Metrics:
    """Average the metrics of batches so that each *sample* counts the same.

    The last batch is often smaller, so the plain mean over batches would count its samples too much:
    mean = sum_b n_b m_b / sum_b n_b.

    Args:
        batches: the metrics of each batch.
        sizes: the number of samples n_b in each batch.

    Returns:
        The metrics over all samples together.

    """
    # BEGIN SOLUTION
    n_samples = sum(sizes)
    return Metrics(
        loss=sum(batch.loss * size for batch, size in zip(batches, sizes, strict=True)) / n_samples,
        accuracy=sum(batch.accuracy * size for batch, size in zip(batches, sizes, strict=True)) / n_samples,
    )
    # END SOLUTION


def train_epoch(
    model: nn.Module,
    loader: DataLoader[Batch],
    optimizer: Optimizer,
    writer: ScalarWriter | None = None,
    first_step: int = 0,
) -> Metrics:
    """Train on every batch of the loader once: one epoch.

    The loss of a batch is the mean cross-entropy of its samples, -log softmax(logits)[label]; PyTorch's
    `cross_entropy` takes the logits themselves, so the model ends without a softmax.  Each batch is one
    step of gradient descent: predict, measure, clear the old gradients, compute the new ones, step.

    Args:
        model: maps observations (B, 4) to logits (B, C); it is trained in place, in training mode.
        loader: the batches.
        optimizer: holds the parameters of the model.
        writer: if given, the loss and the accuracy of each batch are logged under the tags
            `batch/train_loss` and `batch/train_accuracy`.
        first_step: the step of the first batch in the log; it grows by one with each batch.

    Returns:
        Loss and accuracy over all samples of the epoch, each batch measured just before its own step.

    """
    # BEGIN SOLUTION
    model.train()
    batches, sizes = [], []
    for step, (observations, actions) in enumerate(loader, start=first_step):
        logits = model(observations)
        loss = functional.cross_entropy(logits, actions)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        metrics = Metrics(loss.item(), accuracy(logits, actions))
        log_metrics(writer, "batch/train", metrics, step)
        batches.append(metrics)
        sizes.append(len(actions))
    return mean_over_samples(batches, sizes)
    # END SOLUTION


def evaluate(
    model: nn.Module,
    loader: DataLoader[Batch],
    writer: ScalarWriter | None = None,
    first_step: int = 0,
) -> Metrics:
    """Measure a model on every batch of the loader, without teaching it anything.

    The model is measured in evaluation mode (layers such as dropout behave differently while training)
    and afterwards put back into the mode in which it came.  No gradient is computed and no parameter
    changes.

    Args:
        model: maps observations (B, 4) to logits (B, C).
        loader: the batches.
        writer: if given, the loss and the accuracy of each batch are logged under the tags
            `batch/test_loss` and `batch/test_accuracy`.
        first_step: the step of the first batch in the log; it grows by one with each batch.

    Returns:
        Loss and accuracy over all samples.

    """
    # BEGIN SOLUTION
    was_training = model.training
    model.eval()
    batches, sizes = [], []
    with torch.no_grad():
        for step, (observations, actions) in enumerate(loader, start=first_step):
            logits = model(observations)
            loss = functional.cross_entropy(logits, actions)
            metrics = Metrics(loss.item(), accuracy(logits, actions))
            log_metrics(writer, "batch/test", metrics, step)
            batches.append(metrics)
            sizes.append(len(actions))
    model.train(was_training)
    return mean_over_samples(batches, sizes)
    # END SOLUTION


def fit(
    model: nn.Module,
    train_loader: DataLoader[Batch],
    test_loader: DataLoader[Batch],
    epochs: int,
    learning_rate: float,
    writer: ScalarWriter | None = None,
) -> History:
    """Train a model for some epochs with Adam, and measure it on both datasets in each one.

    (Adam: Kingma and Ba 2015, *Adam: a method for stochastic optimization*, algorithm 1.)

    Args:
        model: maps observations (B, 4) to logits (B, C); it is trained in place.
        train_loader: the batches to learn from.
        test_loader: the batches to measure with, after each epoch; the model never learns from them.
        epochs: how often the training samples are gone through.
        learning_rate: Adam's step size.
        writer: if given, each batch is logged (see `train_epoch` and `evaluate`; the steps go on counting
            from epoch to epoch), and for each epoch, counted from 0, its metrics under the tags
            `epoch/train_loss`, `epoch/train_accuracy`, `epoch/test_loss` and `epoch/test_accuracy`.  It
            stays open: who has opened it closes it.

    Returns:
        The learning curves, with one value of each for each epoch: for training what `train_epoch` gives,
        for test what `evaluate` gives.

    """
    # BEGIN SOLUTION
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate, fused=True)  # one kernel: faster
    history = History()
    for epoch in range(epochs):
        train = train_epoch(model, train_loader, optimizer, writer, first_step=epoch * len(train_loader))
        test = evaluate(model, test_loader, writer, first_step=epoch * len(test_loader))
        log_metrics(writer, "epoch/train", train, epoch)
        log_metrics(writer, "epoch/test", test, epoch)
        history.append(train, test)
    return history
    # END SOLUTION
