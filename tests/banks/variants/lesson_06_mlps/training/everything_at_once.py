"""Evaluation predicts all samples before it measures; NumPy averages; gradients are handed over by autograd.grad."""

import contextlib
import itertools
from typing import NamedTuple

import numpy as np
import torch
from torch import nn


class Metrics(NamedTuple):
    loss: float
    accuracy: float


class History:
    def __init__(self):
        self.train_loss, self.train_accuracy, self.test_loss, self.test_accuracy = [], [], [], []
        self.best_epoch = None


def log_metrics(writer, curve, metrics, step):
    if writer is not None:
        for name, value in metrics._asdict().items():
            writer.add_scalar(tag=f"{curve}_{name}", scalar_value=value, global_step=step)


def accuracy(logits, labels):
    predictions = logits.detach().numpy().argmax(axis=-1)
    return float(np.mean(predictions == labels.numpy()))


def mean_over_samples(batches, sizes):
    table = np.array([[batch.loss, batch.accuracy] for batch in batches])
    loss, share = np.average(table, axis=0, weights=sizes)
    return Metrics(float(loss), float(share))


def measured(logits, labels):
    return Metrics(nn.CrossEntropyLoss()(logits, labels).item(), accuracy(logits, labels))


def train_epoch(model, loader, optimizer, writer=None, first_step=0):
    model.train()
    parameters = list(model.parameters())
    seen = []
    for observations, actions in loader:
        logits = model(observations)
        loss = nn.functional.nll_loss(logits.log_softmax(dim=1), actions)
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        optimizer.step()
        seen.append((measured(logits.detach(), actions), len(actions)))
    for number, (metrics, _) in enumerate(seen):
        log_metrics(writer, "batch/train", metrics, first_step + number)
    return mean_over_samples(*zip(*seen, strict=True))


@contextlib.contextmanager
def evaluation_mode(model):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode


def evaluate(model, loader, writer=None, first_step=0):
    with evaluation_mode(model), torch.inference_mode():
        predicted = [(model(observations), actions) for observations, actions in loader]
        for step, (logits, actions) in zip(itertools.count(first_step), predicted, strict=False):
            log_metrics(writer, "batch/test", measured(logits, actions), step)
        logits, labels = (torch.cat(parts) for parts in zip(*predicted, strict=True))
        return measured(logits, labels)


def fit(model, train_loader, test_loader, epochs, learning_rate, writer=None):
    optimizer = torch.optim.Adam([{"params": model.parameters()}], lr=learning_rate, foreach=False)
    history = History()
    for epoch in range(1, epochs + 1):
        begins = [(epoch - 1) * len(loader) for loader in (train_loader, test_loader)]
        train = train_epoch(model, train_loader, optimizer, writer, begins[0])
        test = evaluate(model, test_loader, writer, begins[1])
        log_metrics(writer, "epoch/test", test, epoch - 1)
        log_metrics(writer, "epoch/train", train, epoch - 1)
        history.train_loss += [train.loss]
        history.train_accuracy += [train.accuracy]
        history.test_loss += [test.loss]
        history.test_accuracy += [test.accuracy]
    if writer is not None and hasattr(writer, "flush"):
        writer.flush()
    history.best_epoch = int(np.argmin(history.test_loss)) if history.test_loss else None
    return history
