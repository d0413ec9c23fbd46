"""Checks of dataset.py: samples as tensors, and batches of them."""

import numpy as np
import pandas as pd

from autograder.checks import check, expect, expect_close, expect_equal, expect_raises

MODULE = "lesson_05_datasets.dataset"
FEATURES = ["s1", "s2", "s3", "s4"]


def make_frame(n_samples, first=0):
    """Make a table in which sample i is (i, i + 0.1, i + 0.2, i + 0.3), with the actions 0, 1, 1 over and over."""
    numbers = np.arange(first, first + n_samples)
    frame = pd.DataFrame((numbers[:, None] + [0, 0.1, 0.2, 0.3]).astype(np.float32), columns=FEATURES)
    frame["action"] = (numbers % 3 > 0).astype(np.int64)
    return frame


def make_loaders(submission, n_train, n_test, batch_size, seed=0):
    module = submission[MODULE]
    train = module.DemonstrationDataset(make_frame(n_train))
    test = module.DemonstrationDataset(make_frame(n_test, first=1000))
    return module.make_dataloaders(train, test, batch_size, seed)


def epoch(submission, loader):
    """Go through a loader once; return the sample numbers of each batch."""
    return [[int(number) for number in np.asarray(batch[0])[:, 0]] for batch in submission.to_list(loader)]


def flat(batches):
    return [number for batch in batches for number in batch]


@check(points=1)
def test_the_length_is_the_number_of_samples(submission):
    """The dataset's length is the number of samples."""
    dataset_of = submission[MODULE].DemonstrationDataset
    expect_equal(
        [len(dataset_of(make_frame(7))), len(dataset_of(make_frame(1)))],
        [7, 1],
        of="__len__ of datasets made from 7 samples and from 1",
        diagnoses={
            "the columns are counted, not the rows": [5, 5],
            "the features are counted, not the rows": [4, 4],
            "all numbers of the table are counted": [35, 5],
        },
    )


@check(points=2)
def test_a_sample_has_the_right_types_and_shapes(submission):
    """A sample is a float32 tensor of 4 features and a single int64 label."""
    sample = submission[MODULE].DemonstrationDataset(make_frame(3))[0]
    expect_equal(len(sample), 2, of="__getitem__(0): the parts of a sample, features and label")
    for part, name in zip(sample, ("features", "label"), strict=True):
        expect(
            hasattr(part, "dtype") and str(part.dtype).startswith("torch."),
            of=f"__getitem__(0): the {name}",
            expected="a torch tensor",
            got=part,
            likely="the conversion to tensors is missing",
        )
    features, label = sample
    expect_equal(
        str(features.dtype),
        "torch.float32",
        of="__getitem__(0): the type of the features",
        diagnoses={
            "float64 features do not fit float32 weights: a network will refuse them": "torch.float64"
        },
    )
    expect_equal(tuple(features.shape), (4,), of="__getitem__(0): the shape of the features", diagnoses={
        "the label is among the features": (5,), "there is a superfluous axis": (1, 4)})  # fmt: skip
    expect_equal(
        str(label.dtype),
        "torch.int64",
        of="__getitem__(0): the type of the label",
        diagnoses={
            "the label is float32, but class labels have to be int64": "torch.float32",
            "the label is float64, but class labels have to be int64": "torch.float64",
        },
    )
    expect_equal(
        tuple(label.shape),
        (),
        of="__getitem__(0): the shape of the label",
        diagnoses={"the label is a vector of one number; cross-entropy wants single numbers": (1,)},
    )


@check(points=1, after=["test_a_sample_has_the_right_types_and_shapes"])
def test_sample_i_is_row_i(submission):
    """Sample i holds the features and the action of row i."""
    dataset = submission[MODULE].DemonstrationDataset(make_frame(5))
    got = [[*dataset[i][0].tolist(), dataset[i][1].item()] for i in range(5)]
    right = make_frame(6).to_numpy()
    expect_close(
        got,
        right[:5],
        of="__getitem__(i) for i = 0 to 4",
        diagnoses={
            "off by one: sample i holds row i + 1": right[1:],
            "features and label come from different rows: the label is that of row i + 1": np.column_stack(
                [right[:5, :4], right[1:, 4]]
            ),
            "every sample is the first row": right[[0] * 5],
            "the rows are shuffled or reversed": right[4::-1],
        },
    )


@check(points=1, after=["test_sample_i_is_row_i"])
def test_row_numbers_and_column_order_do_not_matter(submission):
    """Columns are found by name and rows by place, whatever the table's index says."""
    frame = make_frame(6).iloc[[4, 1, 5]]  # keeps the row numbers 4, 1, 5
    frame = frame[["action", "s3", "s1", "s4", "s2"]].assign(note=9.0)
    dataset = submission[MODULE].DemonstrationDataset(frame)
    got = [[*dataset[i][0].tolist(), dataset[i][1].item()] for i in range(3)]
    wanted = make_frame(6).to_numpy()
    expect_close(
        got,
        wanted[[4, 1, 5]],
        of="__getitem__(i) on a table with the row numbers 4, 1, 5 and columns in another order",
        diagnoses={"the features are taken by place, not by name": frame.iloc[:, [0, 1, 2, 3, 4]].to_numpy()},
        hint="frame[['s1', 's2', 's3', 's4']] picks columns by name; .iloc or .to_numpy() rows by place.",
    )


@check(points=1, after=["test_sample_i_is_row_i"])
def test_an_index_out_of_range_is_refused(submission):
    """An index beyond the last sample raises an IndexError."""
    dataset = submission[MODULE].DemonstrationDataset(make_frame(3))
    with expect_raises("IndexError", of="__getitem__(3) of a dataset with 3 samples"):
        dataset[3]


@check(points=1, after=["test_sample_i_is_row_i"])
def test_the_batches_keep_every_sample(submission):
    """Nothing is dropped: the last batch is smaller if need be."""
    train_loader, test_loader = make_loaders(submission, 11, 6, batch_size=4)
    sizes = [[len(batch) for batch in epoch(submission, loader)] for loader in (train_loader, test_loader)]
    expect_equal(
        sizes,
        [[4, 4, 3], [4, 2]],
        of="make_dataloaders(train, test, batch_size=4, …): batch sizes for 11 and 6 samples",
        diagnoses={
            "the last, smaller batch is dropped": [[4, 4], [4]],
            "the last, smaller batch of the training samples is dropped": [[4, 4], [4, 2]],
            "batch_size is ignored: single samples": [[1] * 11, [1] * 6],
            "the test samples are in one batch": [[4, 4, 3], [6]],
            "train and test are swapped": [[4, 2], [4, 4, 3]],
            "the test loader holds the training samples": [[4, 4, 3], [4, 4, 3]],
        },
    )


@check(points=1, after=["test_the_batches_keep_every_sample"])
def test_the_test_samples_come_in_order(submission):
    """The test samples come in their own order."""
    _, test_loader = make_loaders(submission, 5, 40, batch_size=8)
    got, in_order = flat(epoch(submission, test_loader)), list(range(1000, 1040))
    expect_equal(
        sorted(got),
        in_order,
        of="make_dataloaders(…): the test samples, sorted",
        diagnoses={"the test loader holds the training samples": list(range(5))},
    )
    expect_equal(
        got,
        in_order,
        of="make_dataloaders(…): the order of the test samples",
        diagnoses={"the test samples are shuffled, too: only the training samples should be": got},
    )


@check(points=2, after=["test_the_batches_keep_every_sample"])
def test_the_training_samples_are_shuffled_anew_in_each_epoch(submission):
    """Each epoch goes through all training samples in a new random order."""
    # Two orders of 60 samples are the same by chance once in 60! = 10^82 times.
    train_loader, _ = make_loaders(submission, 60, 5, batch_size=8)
    first, second = (flat(epoch(submission, train_loader)) for _ in range(2))
    in_order = list(range(60))
    expect(
        sorted(first) == in_order,
        of="make_dataloaders(…): the training samples of one epoch",
        expected="each of the 60 samples once",
        got=f"{len(set(first))} different samples among {len(first)}",
        likely="samples are drawn with replacement" if len(set(first)) < len(first) else None,
    )
    expect(
        first != in_order,
        of="make_dataloaders(…): the order of the training samples",
        expected="a random order",
        got="the order of the table",
        likely="shuffle=True is missing for the training loader",
    )
    expect(
        first != second,
        of="make_dataloaders(…): the orders of two epochs",
        expected="two different orders",
        got="twice the same order",
        likely="the table is shuffled once instead of in each epoch, or the generator starts anew in each",
    )


@check(points=2, after=["test_the_training_samples_are_shuffled_anew_in_each_epoch"])
def test_the_order_depends_on_the_seed_alone(submission):
    """Equal seeds give equal orders, whatever else draws random numbers."""

    def orders(seed, global_seed):
        submission["torch"].manual_seed(global_seed)
        train_loader, _ = make_loaders(submission, 60, 5, batch_size=8, seed=seed)
        submission["torch"].manual_seed(global_seed)  # as when a network is made between loaders and training
        return [flat(epoch(submission, train_loader)) for _ in range(2)]

    expect(
        orders(seed=1, global_seed=10) == orders(seed=1, global_seed=11),
        of="make_dataloaders(…, seed=1), twice, with torch's global generator in different states",
        expected="the same orders",
        got="different orders",
        likely="the order is drawn from torch's global generator: give the loader a torch.Generator of its own",
    )
    expect(
        orders(seed=1, global_seed=10) != orders(seed=2, global_seed=10),
        of="make_dataloaders(…) with seed=1 and with seed=2",
        expected="different orders",
        got="the same order",
        likely="the seed is ignored",
    )
