"""How the checks of training.py read what is logged: a writer that notes it, and what is expected of the notes."""

import operator

import numpy as np

from autograder.checks import expect, expect_close, expect_equal

from .fingerprints_training import BATCH_SIZE


class Logged(list):
    """What a writer was told: (tag, step, value) of each point; and whether it was closed."""

    closed = False

    def values(self, tag):
        return [value for name, _, value in self if name == tag]

    def steps(self, tag):
        return [step for name, step, _ in self if name == tag]


def make_writer(submission):
    """Make a writer on the submission's side, and what fills on ours with what it is told."""
    logged = Logged()

    def add_scalar(tag, scalar_value, global_step=None, *_ignored, **_also_ignored):
        logged.append((str(tag), _whole(global_step), float(scalar_value)))

    def close():
        logged.closed = True

    methods = {"add_scalar": add_scalar, "close": close, "flush": lambda: None}
    lent = {name: submission.lend(method) for name, method in methods.items()}
    return logged, submission["types"].SimpleNamespace(**lent)


def _whole(step):
    """Return a step as an int if it is a whole number of some kind, else as it is."""
    try:
        return operator.index(step)
    except TypeError:
        return step


def check_tags(logged, of, level, *kinds):
    """Expect loss and accuracy of all `kinds`, train or test, and no other tags under `level`, batch or epoch."""
    losses, accuracies = ([f"{level}/{kind}_{metric}" for kind in kinds] for metric in ("loss", "accuracy"))
    expect_equal(
        sorted({tag for tag, _, _ in logged if tag.startswith(f"{level}/")}),
        sorted(losses + accuracies),
        of=f"{of}: the tags under {level}/",
        diagnoses={
            f"nothing is logged under {level}/…: is the tag misspelt?": [],
            "the accuracy is not logged": sorted(losses),
            "the loss is not logged": sorted(accuracies),
            **_tags_of_one_kind(level, kinds),
        },
    )


OTHER_KIND = {"train": "test", "test": "train"}


def _tags_of_one_kind(level, kinds):
    """Map causes to the tags of training alone and of test alone."""
    train, test = ([f"{level}/{kind}_{metric}" for metric in ("accuracy", "loss")] for kind in OTHER_KIND)
    if len(kinds) > 1:
        return {"the test metrics are not logged": train, "the training metrics are not logged": test}
    cause = "the metrics are logged under the tags of the other kind, train for test or test for train"
    return {cause: test if kinds == ("train",) else train}


def check_steps(logged, of, tag, wanted, diagnoses, hint=None):
    """Expect the curve `tag` to have these steps."""
    of = f"{of}: the steps of {tag}"
    expect(
        not any(isinstance(step, float) for step in logged.steps(tag)),
        of=of,
        expected=str(wanted),
        got=logged.steps(tag),
        likely="value and step are swapped: it is add_scalar(tag, value, step)",
    )
    expect_equal(logged.steps(tag), wanted, of=of, diagnoses=diagnoses, hint=hint)


def check_batches_logged(logged, of, kind, first_step, sizes, measured, late):
    """Expect loss and accuracy of each batch, `measured`, from first_step on; `late` comes of measuring too late."""
    check_tags(logged, of, "batch", kind)
    steps = list(range(first_step, first_step + len(sizes)))
    measured, late = np.array(measured), np.array(late)
    for column, name in enumerate(["loss", "accuracy"]):
        tag = f"batch/{kind}_{name}"
        check_steps(logged, of, tag, steps, _wrong_steps(steps, sizes))
        expect_close(
            logged.values(tag),
            measured[:, column],
            of=f"{of}: the values of {tag}",
            diagnoses={
                "loss and accuracy are swapped": measured[:, 1 - column],
                "the batch is measured after its own step, not before": late[:, column],
                **_wrong_values(measured[:, column], np.array(sizes)),
            },
            rtol=1e-4,
        )


def _wrong_steps(steps, sizes):
    """Map causes to steps of batches."""
    n_seen = [steps[0] + sum(sizes[:batch]) for batch in range(len(sizes) + 1)]
    return {
        "first_step is ignored": list(range(len(steps))),
        "the step does not grow from batch to batch": [steps[0]] * len(steps),
        "the first batch gets first_step + 1": [step + 1 for step in steps],
        "only the last batch is logged": steps[-1:],
        "only the first batch is logged": steps[:1],
        "steps are counted in samples, not in batches": n_seen[:-1],
        "steps are counted in samples, the batch's own among them": n_seen[1:],
        "no step is given": [None] * len(steps),
    }


def _wrong_values(right, sizes):
    """Map causes to values of batches."""
    return {
        "the mean over all samples so far is logged, not the batch's": np.cumsum(right * sizes)
        / sizes.cumsum(),
        "the mean of all batches so far is logged, not the batch's": np.cumsum(right)
        / np.arange(1, len(right) + 1),
        "the sum of all batches so far is logged, not the batch's value": np.cumsum(right),
        "the sum over all samples so far is logged, not the batch's mean": np.cumsum(right * sizes),
        "the sum over the batch's samples is logged, not their mean": right * sizes,
    }


def check_epochs_logged(logged, of, curves):
    """Expect two epochs to be logged with the values of the history's curves, given by name."""
    check_tags(logged, of, "epoch", "train", "test")
    for name, curve in curves.items():
        kind, metric = name.split("_")
        other_metric = {"loss": "accuracy", "accuracy": "loss"}[metric]
        tag = f"epoch/{name}"
        n_batches = {"train": 3, "test": 4}[kind]
        check_steps(logged, of, tag, [0, 1], {
            "epochs are counted from 1": [1, 2],
            "only the last epoch is logged": [1],
            "only one epoch is logged": [0],
            "the step does not grow from epoch to epoch": [0, 0],
            "the step of an epoch is that of its first batch": [0, n_batches],
            "the step of an epoch counts the training batches": [0, 3] if kind == "test" else None,
            "the step of an epoch is the number of batches so far": [n_batches, 2 * n_batches],
            "no step is given": [None, None],
        })  # fmt: skip
        expect_close(
            logged.values(tag),
            curve,
            of=f"{of}: the values of {tag}, compared with the history",
            diagnoses={
                "train and test are swapped in the log": curves[f"{OTHER_KIND[kind]}_{metric}"],
                "loss and accuracy are swapped in the log": curves[f"{kind}_{other_metric}"],
            },
        )


def check_steps_go_on(logged, of, kind, n_samples, n_batches):
    """Expect the steps of batches to go on from the first epoch to the second."""

    def moved_by(distance):
        return [epoch * distance + batch for epoch in range(2) for batch in range(n_batches)]

    check_steps(
        logged,
        of,
        f"batch/{kind}_loss",
        moved_by(n_batches),
        {
            "the writer is not handed on": [],
            "the steps start anew in each epoch, so the curves cover each other": moved_by(0),
            "each epoch moves first_step by one, not by its number of batches": moved_by(1),
            "each epoch moves first_step by its number of samples, not of batches": moved_by(n_samples),
            "each epoch moves first_step by the batch size, not by its number of batches": moved_by(
                BATCH_SIZE
            ),
            "first_step counts the other loader's batches": moved_by(7 - n_batches),
            "first_step counts the batches of both loaders": moved_by(7),
            "the first epoch's steps begin one epoch too late": [
                step + n_batches for step in moved_by(n_batches)
            ],
        },
        hint="first_step is the epoch times the number of batches in one.",
    )
