"""What the checks of training.py share: things on the submission's side, and how what came back is read."""

import numpy as np

from autograder.checks import expect, expect_close
from autograder.expectations import kind_of

from . import fingerprints_training as by_hand

MODULE = "lesson_06_mlps.training"
CURVES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")


def make_loader(submission, samples):
    data = submission["torch.utils.data"]
    return data.DataLoader(data.TensorDataset(*samples), batch_size=by_hand.BATCH_SIZE)


def make_model(submission, *before):
    """Make a linear classifier with known weights, behind the layers `before`."""
    submission["torch"].set_grad_enabled(True)  # whatever an earlier call has left behind
    linear = submission["torch.nn"].Linear(4, 2)
    linear.load_state_dict({"weight": by_hand.WEIGHT, "bias": by_hand.BIAS})
    return submission["torch.nn"].Sequential(*before, linear)


def make_optimizer(submission, model, learning_rate=0.5):
    return submission["torch.optim"].SGD(model.parameters(), lr=learning_rate)


def numbers(submission, model):
    """Read all parameters of a model as one vector."""
    return np.concatenate(
        [np.ravel(parameter.detach()) for parameter in submission.to_list(model.parameters())]
    )


def pair(metrics, of):
    """Read loss and accuracy of what a function has returned, if it is a Metrics of plain numbers."""
    _expect_attributes(metrics, of, "a Metrics", ("loss", "accuracy"))
    return [
        plain_number(metrics.loss, "the loss", of=of),
        plain_number(metrics.accuracy, "the accuracy", of=of),
    ]


def plain_number(value, name, *, of):
    """Read a number; a tensor of one, which holds more than that, is refused."""
    if getattr(value, "requires_grad", False):
        likely = f"{name} is kept as a tensor, and with it the whole computation behind it: take its .item()"
    elif hasattr(value, "detach"):
        likely = f"{name} is still a tensor: its .item() is the plain number in it"
    else:
        likely = "nothing was returned: is a return missing?" if value is None else None
    expect(
        isinstance(value, float | np.floating),
        of=of,
        expected=f"{name} as a plain number, a float",
        got=f"a {kind_of(value)}",
        likely=likely,
    )
    return float(value)


def curves_of(submission, history):
    """Read the four curves of what fit has returned, if it is a History."""
    _expect_attributes(history, "fit(…): what it returns", "a History", CURVES)
    return [[float(value) for value in submission.to_list(getattr(history, curve))] for curve in CURVES]


def fit(submission, epochs=by_hand.EPOCHS, writer=None):
    """Train the linear classifier; return the curves, and the classifier."""
    model = make_model(submission)
    loaders = make_loader(submission, by_hand.TRAIN), make_loader(submission, by_hand.TEST)
    history = submission[MODULE].fit(model, *loaders, epochs, by_hand.FIT_RATE, writer)
    return curves_of(submission, history), model


def _expect_attributes(thing, of, kind, names):
    expect(
        all(hasattr(thing, name) for name in names),
        of=of,
        expected=kind,
        got=thing,
        likely="nothing was returned: is a return missing?"
        if thing is None
        else f"{kind} has to be returned",
    )


def expect_worked_out(got, right, *, of, wrong, rtol, atol=1e-6):
    """Expect what was worked out by hand; `wrong` works out what known mistakes give, which takes its time."""
    got, right = np.asarray(got), np.asarray(right)
    fine = got.shape == right.shape and np.allclose(got, right, rtol=rtol, atol=atol)
    expect_close(got, right, of=of, diagnoses={} if fine else wrong(), rtol=rtol, atol=atol)


def why_nothing_is_learnt(submission):
    """Find out what keeps train_epoch from changing the parameters: watch one more epoch of it."""
    backward, steps = [], []
    model = make_model(submission)
    model.register_full_backward_hook(submission.lend(lambda *_: backward.append(True)))
    optimizer = make_optimizer(submission, model)
    optimizer.register_step_post_hook(submission.lend(lambda *_: steps.append(True)))
    submission[MODULE].train_epoch(model, make_loader(submission, by_hand.TRAIN), optimizer)
    gradient = submission["operator"].attrgetter("bias.grad")(model[0])
    if not backward:
        return "no gradient is ever computed: loss.backward() is missing"
    if not steps:
        return "the gradients are computed, but never used: optimizer.step() is missing"
    if gradient is None or not np.any(np.asarray(gradient)):
        return "zero_grad stands between backward and step: the gradients are gone before they are used"
    return "step stands between zero_grad and backward: the gradients come too late to be used"
