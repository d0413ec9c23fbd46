"""The lesson's training written out for a linear classifier, rightly or with one bug: what the checks compare with."""

import numpy as np
import torch
from torch.nn import functional

BATCH_SIZE = 5
EPOCHS = 3
FIT_RATE = 0.2

# Twelve training samples make batches of 5, 5 and 2; eighteen test samples batches of 5, 5, 5 and 3.  The labels
# follow no rule.  The seed is one for which all the wrong results below differ from the right ones and each other.
RNG = np.random.default_rng(2)


def some_samples(n_samples):
    features = RNG.normal(size=(n_samples, 4)).astype(np.float32)
    return torch.from_numpy(features), torch.from_numpy(RNG.integers(2, size=n_samples))


TRAIN, TEST = some_samples(12), some_samples(18)
WEIGHT = torch.from_numpy(RNG.normal(size=(2, 4)).astype(np.float32))
BIAS = torch.tensor([0.3, -0.2])
UNTRAINED = np.concatenate([np.ravel(WEIGHT), BIAS])

RIGHT_ORDER = ("zero_grad", "backward", "step")


def batches(samples):
    """Cut samples into batches, in order."""
    return list(zip(*(part.split(BATCH_SIZE) for part in samples), strict=True))


TRAIN_BATCHES, TEST_BATCHES = batches(TRAIN), batches(TEST)
TRAIN_SIZES, TEST_SIZES = ([len(labels) for _, labels in data] for data in (TRAIN_BATCHES, TEST_BATCHES))


def weighted(measured, data):
    """Average what was measured on batches over their samples."""
    return np.average(measured, axis=0, weights=[len(labels) for _, labels in data])


def one_hot(labels):
    return functional.one_hot(labels, 2).float()


class Training:
    """The training of the linear classifier, by default with SGD and as it should be."""

    def __init__(self, loss=functional.cross_entropy, optimizer=torch.optim.SGD, learning_rate=0.5):
        self.weight = WEIGHT.clone().requires_grad_()
        self.bias = BIAS.clone().requires_grad_()
        self.loss = loss
        self.make_optimizer = lambda parameters: optimizer(parameters, lr=learning_rate)
        self.optimizer = self.make_optimizer([self.weight, self.bias])

    def logits(self, observations):
        return observations @ self.weight.T + self.bias

    def measure(self, observations, labels):
        """Return loss and accuracy of samples, without learning."""
        with torch.no_grad():
            logits = self.logits(observations)
            right = logits.argmax(dim=1) == labels
            return [self.loss(logits, labels).item(), right.float().mean().item()]

    @torch.enable_grad()  # student code in this process may have left gradients off
    def epoch(self, data, order=RIGHT_ORDER, then=()):
        """Do for each batch what `order` says, and `then` after the last.

        Returns what was measured on each batch before that, and after it.
        """
        before, after = [], []
        for batch in data:
            before.append(self.measure(*batch))
            loss = self.loss(self.logits(batch[0]), batch[1])
            self._do(order, loss)
            after.append(self.measure(*batch))
        self._do(then, None)
        return before, after

    def _do(self, order, loss):
        for act in order:
            getattr(loss if act == "backward" else self.optimizer, act)()

    def numbers(self):
        """Return all parameters as one vector."""
        return np.concatenate([np.ravel(self.weight.detach()), np.ravel(self.bias.detach())])


WRONG_LOSSES = {
    "a softmax is applied before cross-entropy, which wants logits": lambda logits, labels: (
        functional.cross_entropy(logits.softmax(dim=1), labels)
    ),
    "a softmax over the samples is applied before cross-entropy, which wants logits": lambda logits, labels: (
        functional.cross_entropy(logits.softmax(dim=0), labels)
    ),
    "the loss is nll_loss of the logits, which wants log-probabilities: use cross_entropy": functional.nll_loss,
    "the loss is nll_loss of probabilities: their logarithm is missing": lambda logits, labels: (
        functional.nll_loss(logits.softmax(dim=1), labels)
    ),
    "the loss is the squared error, not cross-entropy": lambda logits, labels: functional.mse_loss(
        logits, one_hot(labels)
    ),
    "the loss is the squared error of the probabilities, not cross-entropy": lambda logits, labels: (
        functional.mse_loss(logits.softmax(dim=1), one_hot(labels))
    ),
    "the loss is binary cross-entropy on each logit alone, not cross-entropy": lambda logits, labels: (
        functional.binary_cross_entropy_with_logits(logits, one_hot(labels))
    ),
    "the loss is the sum over the samples of a batch, not their mean": lambda logits, labels: (
        functional.cross_entropy(logits, labels, reduction="sum")
    ),
    "the mean loss is divided by the batch size once more": lambda logits, labels: (
        functional.cross_entropy(logits, labels) / len(labels)
    ),
    "the loss grows instead of falling: its sign is turned round": lambda logits, labels: (
        -functional.cross_entropy(logits, labels)
    ),
}

WRONG_ORDERS = {
    "the old gradients are not cleared in each batch: optimizer.zero_grad() is missing there": (
        ("backward", "step"),
        (),
    ),
    "step comes before backward, so it takes the gradients of the batch before": (
        ("step", "zero_grad", "backward"),
        (),
    ),
    "step comes before backward, and no gradient is ever cleared": (("step", "backward"), ()),
    "the gradients of all batches are added up for a single step: the step belongs into the loop": (
        ("backward",),
        ("step",),
    ),
    "a single step is taken, with the last batch's gradient: the step belongs into the loop": (
        ("zero_grad", "backward"),
        ("step",),
    ),
}

WRONG_DATA = {
    "the epoch ends after the first batch: is the return inside the loop?": TRAIN_BATCHES[:1],
    "the last, smaller batch is left out": TRAIN_BATCHES[:-1],
    "the first batch is left out": TRAIN_BATCHES[1:],
    "all samples make one batch": [TRAIN],
    "each batch is learnt from twice": [batch for batch in TRAIN_BATCHES for _ in range(2)],
    "the loader is gone through twice": TRAIN_BATCHES * 2,
}


def numbers_after(data=TRAIN_BATCHES, order=RIGHT_ORDER, then=(), **options):
    """Return the parameters after one epoch, rightly or with a bug."""
    training = Training(**options)
    training.epoch(data, order, then)
    return training.numbers()


def wrong_numbers():
    """Map causes to the parameters after one epoch."""
    return {
        **{cause: numbers_after(loss=loss) for cause, loss in WRONG_LOSSES.items()},
        **{cause: numbers_after(order=order, then=then) for cause, (order, then) in WRONG_ORDERS.items()},
        **{cause: numbers_after(data) for cause, data in WRONG_DATA.items()},
    }


def wrong_averages(measured, sizes):
    """Map causes to what comes of loss and accuracy of each batch when they are averaged wrongly."""
    measured = np.array(measured)
    sums = np.sum(measured * np.array(sizes)[:, None], axis=0)
    right, plain = sums / sum(sizes), np.mean(measured, axis=0)
    return {
        "the mean of the batch means: the last batch is smaller, so its samples count too much": plain,
        "the loss is averaged over samples, but the accuracy over batches": [right[0], plain[1]],
        "the accuracy is averaged over samples, but the loss over batches": [plain[0], right[1]],
        "only the last batch is returned": measured[-1],
        "only the first batch is returned: is the return inside the loop?": measured[0],
        "the batches are added up, not averaged": measured.sum(axis=0),
        "the sum over the samples is not divided by their number": sums,
        "the sum over the samples is divided by the number of batches": sums / len(sizes),
        "the sum of the batch means is divided by the number of samples": measured.sum(axis=0) / sum(sizes),
        "the last batch counts as if it were full": np.sum(measured * sizes[0], axis=0) / sum(sizes),
        "the last, smaller batch is left out": np.average(measured[:-1], axis=0, weights=sizes[:-1]),
        "loss and accuracy are swapped": right[::-1],
        "the accuracy is in percent": [right[0], 100 * right[1]],
    }


def wrong_measurements():
    """Map causes to loss and accuracy over the test samples."""
    measured = {
        cause: [Training(loss=loss).measure(*batch) for batch in TEST_BATCHES]
        for cause, loss in WRONG_LOSSES.items()
    }
    return {cause: weighted(pairs, TEST_BATCHES) for cause, pairs in measured.items()}


def wrong_epochs():
    """Map causes to loss and accuracy over a training epoch."""
    training = Training()
    before, after = training.epoch(TRAIN_BATCHES)
    right, late = weighted(before, TRAIN_BATCHES), weighted(after, TRAIN_BATCHES)
    return {
        **wrong_averages(before, TRAIN_SIZES),
        "each batch is measured after its own step, not before": late,
        "the accuracy of each batch is measured after its own step, not before": [right[0], late[1]],
        "the model is measured again after the epoch": training.measure(*TRAIN),
        "the model is measured before the epoch": Training().measure(*TRAIN),
    }


def fit(bug=None, optimizer=torch.optim.Adam, learning_rate=FIT_RATE):
    """Train for three epochs, rightly or with one bug.

    Returns a row for each epoch, with train loss, train accuracy, test loss and test accuracy, and the parameters.
    """
    training = Training(optimizer=optimizer, learning_rate=learning_rate)
    if bug == "weights only":
        training.optimizer = training.make_optimizer([training.weight])
    if bug == "bias only":
        training.optimizer = training.make_optimizer([training.bias])
    learnt, measured = (TEST_BATCHES, TRAIN) if bug == "loaders swapped" else (TRAIN_BATCHES, TEST)
    learnt = TEST_BATCHES if bug == "learns from test alone" else learnt
    history = []
    for _ in range(EPOCHS):
        if bug == "new optimizer":
            training.optimizer = training.make_optimizer([training.weight, training.bias])
        test = training.measure(*measured)
        train = weighted(training.epoch(learnt, () if bug == "nothing" else RIGHT_ORDER)[0], learnt).tolist()
        if bug == "learns from test":
            test = weighted(training.epoch(TEST_BATCHES)[0], TEST_BATCHES).tolist()
        elif bug != "test before":
            test = training.measure(*measured)
        history.append([*train, *test])
    return np.array(history), training.numbers()


WRONG_FITS = {
    "the model learns from the test samples, too": {"bug": "learns from test"},
    "the model learns from the test samples, not from the training samples": {
        "bug": "learns from test alone"
    },
    "the loaders are swapped: it learns from the test samples and is measured on the training samples": {
        "bug": "loaders swapped"
    },
    "the test samples are measured before the epoch instead of after it": {"bug": "test before"},
    "a new optimizer is made in each epoch, so Adam forgets its averages": {"bug": "new optimizer"},
    "nothing is learnt: the optimizer holds other parameters than the model's": {"bug": "nothing"},
    "the optimizer holds the weights, but not the biases": {"bug": "weights only"},
    "the optimizer holds the last parameter alone: give it all of model.parameters()": {"bug": "bias only"},
    "the optimizer is SGD, not Adam": {"optimizer": torch.optim.SGD},
    "the optimizer is AdamW, not Adam": {"optimizer": torch.optim.AdamW},
    "the optimizer is RMSprop, not Adam": {"optimizer": torch.optim.RMSprop},
    "learning_rate is not handed to Adam, which takes its default": {"learning_rate": 1e-3},
}


def wrong_histories():
    """Map causes to histories of three epochs."""
    right, _ = fit()
    again = np.hstack([measured_again(), right[:, 2:]])
    return {
        "train and test are swapped in the history": right[:, [2, 3, 0, 1]],
        "loss and accuracy are swapped in the history": right[:, [1, 0, 3, 2]],
        "the test curves are a copy of the training curves": right[:, [0, 1, 0, 1]],
        "the training curves are a copy of the test curves": right[:, [2, 3, 2, 3]],
        "the training samples are measured again after the epoch": again,
        "evaluate gets the loader of the training samples": np.hstack([right[:, :2], again[:, :2]]),
        **{cause: fit(**options)[0] for cause, options in WRONG_FITS.items()},
    }


def measured_again():
    """Return loss and accuracy of the training samples after each epoch."""
    training = Training(optimizer=torch.optim.Adam, learning_rate=FIT_RATE)
    measured = []
    for _ in range(EPOCHS):
        training.epoch(TRAIN_BATCHES)
        measured.append(training.measure(*TRAIN))
    return np.array(measured)
