"""The lesson's training written out for a linear classifier, rightly or with one bug: what the checks compare with."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch.nn import functional

BATCH_SIZE = 4
EPOCHS = 3

# Ten training samples make batches of 4, 4 and 2; seven test samples batches of 4 and 3.  The labels follow no
# simple rule, so that no loss and no accuracy is trivial.
RNG = np.random.default_rng(11)
TRAIN = (
    torch.from_numpy(RNG.normal(size=(10, 4)).astype(np.float32)),
    torch.tensor([0, 1, 1, 0, 1, 0, 0, 1, 1, 1]),
)
TEST = (
    torch.from_numpy(RNG.normal(size=(7, 4)).astype(np.float32)),
    torch.tensor([1, 1, 0, 1, 0, 1, 1]),
)
WEIGHT = torch.from_numpy(RNG.normal(size=(2, 4)).astype(np.float32))
BIAS = torch.tensor([0.3, -0.2])


def batches(samples):
    """Cut samples into batches, in order."""
    return list(zip(*(part.split(BATCH_SIZE) for part in samples), strict=True))


def weighted(measured, sizes):
    """Average what was measured on batches over their samples."""
    return np.average(measured, axis=0, weights=sizes)


class Training:
    """The training of the linear classifier, by default with SGD, rightly or with the bug of that name."""

    def __init__(self, bug=None, optimizer=torch.optim.SGD, learning_rate=0.5):
        self.bug = bug
        self.weight = WEIGHT.clone().requires_grad_()
        self.bias = BIAS.clone().requires_grad_()
        self.make_optimizer = lambda: optimizer([self.weight, self.bias], lr=learning_rate)
        self.optimizer = self.make_optimizer()

    def logits(self, observations):
        logits = observations @ self.weight.T + self.bias
        return logits.softmax(dim=1) if self.bug == "softmax" else logits

    def loss(self, observations, labels):
        reduction = "sum" if self.bug == "sum" else "mean"
        return functional.cross_entropy(self.logits(observations), labels, reduction=reduction)

    def measure(self, observations, labels):
        """Return loss and accuracy of samples, without learning."""
        with torch.no_grad():
            right = self.logits(observations).argmax(dim=1) == labels
            return [self.loss(observations, labels).item(), right.float().mean().item()]

    def epoch(self, samples=TRAIN):
        """Learn from each batch; return what was measured on each just before."""
        measured = []
        for batch in batches(samples):
            measured.append(self.measure(*batch))
            if self.bug not in {"no zero_grad", "one step"}:
                self.optimizer.zero_grad()
            self.loss(*batch).backward()
            if self.bug not in {"no step", "one step"}:
                self.optimizer.step()
            if self.bug == "first batch":
                break
        if self.bug == "one step":
            self.optimizer.step()
        return measured

    def numbers(self):
        """Return all parameters as one vector."""
        return np.concatenate([np.ravel(self.weight.detach()), np.ravel(self.bias.detach())])


def after_epoch(bug):
    """Return the parameters after one epoch, rightly or with a bug."""
    training = Training(bug)
    training.epoch()
    return training.numbers()


def fit(bug=None, optimizer=torch.optim.Adam):
    """Train for three epochs, rightly or with one bug.

    Returns a row for each epoch: train loss, train accuracy, test loss, test accuracy.
    """
    training = Training(optimizer=optimizer, learning_rate=0.2)
    history = []
    for _ in range(EPOCHS):
        if bug == "test before":
            test = training.measure(*TEST)
        if bug == "new optimizer":
            training.optimizer = training.make_optimizer()
        train = weighted(training.epoch(), [4, 4, 2]).tolist()
        if bug == "learns from test":
            test = weighted(training.epoch(TEST), [4, 3]).tolist()
        elif bug != "test before":
            test = training.measure(*TEST)
        if bug == "evaluates train":
            test = training.measure(*TRAIN)
        if bug == "train measured again":
            train = training.measure(*TRAIN)
        history.append(
            [*test, *train] if bug == "swapped" else [*train, *(train if bug == "test is train" else test)]
        )
    return np.array(history)


@pytest.fixture(name="by_hand")
def by_hand_fixture():
    """Give all of the above to the checks."""
    return SimpleNamespace(
        train=TRAIN,
        test=TEST,
        weight=WEIGHT,
        bias=BIAS,
        batches=batches,
        weighted=weighted,
        Training=Training,
        after_epoch=after_epoch,
        fit=fit,
    )
