"""What the checks of dataset.py share: tables whose numbers tell where they come from, and ways to look at samples."""

import numpy as np
import pandas as pd

from autograder.checks import expect, varied

MODULE = "lesson_05_datasets.dataset"
FEATURES = ["s1", "s2", "s3", "s4"]


def make_frame(numbers):
    """Make a table: number i has the features i, i + 0.1, i + 0.2, i + 0.3 and the action 0 if 3 divides i, else 1."""
    numbers = np.asarray(numbers)
    frame = pd.DataFrame((numbers[:, None] + [0, 0.1, 0.2, 0.3]).astype(np.float32), columns=FEATURES)
    frame["action"] = (numbers % 3 > 0).astype(np.int64)
    return frame


def make_loaders(submission, n_train, n_test, batch_size, seed=0):
    """Make loaders of the training samples 0, 1, … and the test samples 1000, 1001, … of so many."""
    module = submission[MODULE]
    train = module.DemonstrationDataset(make_frame(range(n_train)))
    test = module.DemonstrationDataset(make_frame(range(1000, 1000 + n_test)))
    return module.make_dataloaders(train, test, batch_size, varied(seed))


def epoch(submission, loader):
    """Go through a loader once; return the sample numbers of each batch."""
    batches = [np.asarray(batch[0]) for batch in submission.to_list(loader)]
    shapes = {batch.shape[1:] for batch in batches}
    expect(
        shapes <= {(4,)},
        of="make_dataloaders(…): the shape of a batch's features",
        expected="(B, 4)",
        got=str(batches[0].shape) if batches else "no batch",
        likely="single samples come instead of batches" if shapes == {()} else None,
    )
    return [batch[:, 0].astype(int).tolist() for batch in batches]


def flat(batches):
    return [number for batch in batches for number in batch]


def joined(features, labels):
    """Put features and labels into one array; as labels, all numbers become whole ones."""
    return np.column_stack([features, np.floor(labels)])


def samples(dataset):
    """Return samples 0, 1 and 2 as rows of numbers."""
    return [[*dataset[i][0].tolist(), dataset[i][1].item()] for i in range(3)]


def numbered(submission, rows, numbers):
    """Make a table with these row numbers where student code lives: tables that are handed in lose theirs on the way.

    What keeps it there is a column of a type that has no plain form.
    """
    pandas = submission["pandas"]
    columns = {name: rows[:, place].astype(np.float32) for place, name in enumerate(FEATURES)}
    note = pandas.Categorical(["a"] * len(rows))
    return pandas.DataFrame(
        columns | {"action": rows[:, 4].astype(np.int64), "note": note}, index=list(numbers)
    )


def seed_all(submission, seed):
    """Set the global generators of torch, NumPy and Python."""
    submission["torch"].manual_seed(seed)
    submission["numpy"].random.seed(seed)
    submission["random"].seed(seed)
