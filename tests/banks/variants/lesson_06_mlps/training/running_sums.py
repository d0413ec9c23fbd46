"""Losses and hits are added up over samples in plain loops; the loss is worked out from log-probabilities by hand."""

from dataclasses import dataclass, field

import torch


@dataclass(frozen=True)
class Metrics:
    loss: float
    accuracy: float


@dataclass
class History:
    train_loss: list = field(default_factory=list)
    train_accuracy: list = field(default_factory=list)
    test_loss: list = field(default_factory=list)
    test_accuracy: list = field(default_factory=list)

    def append(self, train, test):
        self.train_loss.append(train.loss)
        self.train_accuracy.append(train.accuracy)
        self.test_loss.append(test.loss)
        self.test_accuracy.append(test.accuracy)


def log_metrics(writer, curve, metrics, step):
    if writer is not None:
        writer.add_scalar(f"{curve}_loss", metrics.loss, step)
        writer.add_scalar(f"{curve}_accuracy", metrics.accuracy, step)


def accuracy(logits, labels):
    hits = 0
    for row, label in zip(logits, labels, strict=True):
        if int(torch.argmax(row)) == int(label):
            hits += 1
    return hits / len(labels)


def mean_over_samples(batches, sizes):
    loss = hits = 0.0
    for batch, size in zip(batches, sizes, strict=True):
        loss += size * batch.loss
        hits += size * batch.accuracy
    return Metrics(loss / sum(sizes), hits / sum(sizes))


def cross_entropy(logits, labels):
    log_probabilities = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    return -log_probabilities.gather(1, labels.unsqueeze(1)).mean()


def train_epoch(model, loader, optimizer, writer=None, first_step=0):
    model.train(True)
    total_loss, n_right, n_samples, step = 0.0, 0.0, 0, first_step
    for observations, actions in loader:
        optimizer.zero_grad(set_to_none=False)
        logits = model(observations)
        loss = cross_entropy(logits, actions)
        loss.backward()
        optimizer.step()
        share = accuracy(logits, actions)
        if writer:
            writer.add_scalar("batch/train_accuracy", share, step)
            writer.add_scalar("batch/train_loss", float(loss.detach()), step)
        total_loss += float(loss.detach()) * len(actions)
        n_right += share * len(actions)
        n_samples += len(actions)
        step += 1
    return Metrics(loss=total_loss / n_samples, accuracy=n_right / n_samples)


@torch.no_grad()
def evaluate(model, loader, writer=None, first_step=0):
    mode = model.training
    model.train(False)
    total_loss, n_right, n_samples = 0.0, 0.0, 0
    for number, (observations, actions) in enumerate(loader):
        logits = model(observations)
        metrics = Metrics(float(cross_entropy(logits, actions)), accuracy(logits, actions))
        log_metrics(writer, "batch/test", metrics, first_step + number)
        total_loss += metrics.loss * len(actions)
        n_right += metrics.accuracy * len(actions)
        n_samples += len(actions)
    if mode:
        model.train()
    return Metrics(total_loss / n_samples, n_right / n_samples)


def fit(model, train_loader, test_loader, epochs, learning_rate, writer=None):
    history = History()
    optimizer = torch.optim.Adam(params=model.parameters(), lr=learning_rate, betas=(0.9, 0.999))
    epoch = train_step = test_step = 0
    while epoch < epochs:
        train = train_epoch(model, train_loader, optimizer, writer, train_step)
        test = evaluate(model, test_loader, writer, test_step)
        train_step += len(train_loader)
        test_step += len(test_loader)
        for curve, metrics in {"epoch/train": train, "epoch/test": test}.items():
            log_metrics(writer, curve, metrics, epoch)
        history.append(train, test)
        epoch += 1
    return history
