"""Checks of dataset.py: samples as tensors, and batches of them."""

import numpy as np

from autograder.checks import check, expect, expect_close, expect_equal

from .dataset_tools import (
    FEATURES,
    MODULE,
    epoch,
    flat,
    joined,
    make_frame,
    make_loaders,
    numbered,
    samples,
    seed_all,
)


@check(points=1)
def test_the_length_is_the_number_of_samples(submission):
    """The dataset's length is the number of samples.

    Datasets of 7 samples and of 1 are measured with len(). A DataLoader draws its indices from 0 to len - 1: a length
    that is too small hides samples, one that is too large asks for samples that are not there.
    """
    dataset_of = submission[MODULE].DemonstrationDataset
    expect_equal(
        [len(dataset_of(make_frame(range(count)))) for count in (7, 1)],
        [7, 1],
        of="__len__ of datasets made from 7 samples and from 1",
        diagnoses={
            "the columns are counted, not the rows": [5, 5],
            "the features are counted, not the rows": [4, 4],
            "all numbers of the table are counted": [35, 5],
            "all features of the table are counted, not the rows": [28, 4],
            "off by one: one sample too few, as if this were the last index": [6, 0],
            "off by one: one sample too many": [8, 2],
        },
    )


@check(points=2)
def test_a_sample_has_the_right_types_and_shapes(submission, pairs):
    """A sample is a float32 tensor of 4 features and a single int64 label.

    Sample 0 is taken from a table with float32 and int64 columns, and from one with float64 and int8 columns, which
    must make no difference. A network's weights are float32 and meet only features of the same type; cross-entropy
    takes labels as indices of classes, int64 and of shape (), which makes batches of shape (B,).
    """
    pairs.expect_sample(submission[MODULE].DemonstrationDataset(make_frame(range(3)))[0])
    other = make_frame(range(3)).astype(dict.fromkeys(FEATURES, "float64") | {"action": "int8"})
    sample = submission[MODULE].DemonstrationDataset(other)[0]
    features, label = sample[0], sample[1]
    cause = "the type is taken over from the table: give torch.tensor a dtype"
    of = "__getitem__(0) on a table of float64 and int8 columns: the type of the"
    expect_equal(
        str(features.dtype), "torch.float32", of=f"{of} features", diagnoses={cause: "torch.float64"}
    )
    expect_equal(str(label.dtype), "torch.int64", of=f"{of} label", diagnoses={cause: "torch.int8"})


@check(points=1, after=["test_a_sample_has_the_right_types_and_shapes"])
def test_sample_i_is_row_i(submission, pairs):
    """Sample i holds the features and the action of row i.

    The table has 24 rows in no order; its samples 0 to 19 are compared with it. The numbers are the table's own: who
    scales features has to take the figures for it from the training set, and a dataset does not know which one it is.
    """
    table = make_frame([(7 * place + 3) % 24 for place in range(24)])
    dataset = submission[MODULE].DemonstrationDataset(table.copy())
    got = np.array([[*dataset[i][0].tolist(), dataset[i][1].item()] for i in range(20)])
    rows = table.to_numpy(np.float64)
    right = rows[:20]
    mixed = pairs.order_of(got, rows)
    nothing = None
    by_label = rows[np.argsort(rows[:, 4], kind="stable")][:20]
    expect_close(
        got,
        right,
        of="__getitem__(i) for i = 0 to 19",
        diagnoses={
            "off by one: sample i holds row i + 1": rows[1:21],
            "off by one: sample i holds row i - 1": np.roll(rows, 1, axis=0)[:20],
            "features and label come from different rows: the label is that of row i + 1": np.column_stack(
                [right[:, :4], rows[1:21, 4]]
            ),
            "features and label come from different rows: the label is that of row i - 1": np.column_stack(
                [right[:, :4], np.roll(rows[:, 4], 1)[:20]]
            ),
            "every sample is the first row": rows[[0] * 20],
            "the labels are swapped: 0 and 1 are the actions": np.column_stack(
                [right[:, :4], 1 - right[:, 4]]
            ),
            "the samples come in reverse order": rows[::-1][:20],
            "the rows are sorted by their label": by_label,
            "the rows are sorted: leave them in the table's order": got if mixed == "sorted" else nothing,
            "the rows are shuffled: that is for the loader, in each epoch": got
            if mixed == "shuffled"
            else nothing,
            "features and labels are shuffled apart from each other": got if mixed == "apart" else nothing,
            "the features are rescaled: a dataset hands them out as they are": got
            if pairs.are_rescaled(got, right)
            else nothing,
        },
    )


@check(points=1, after=["test_sample_i_is_row_i"])
def test_row_numbers_and_column_order_do_not_matter(submission):
    """Columns are found by name and rows by place, whatever the table's index says.

    One table has its columns in another order and one more column; others have row numbers that do not count from 0,
    as after filtering or shuffling. frame[['s1', …]] picks columns by name, .iloc and .to_numpy() rows by place.
    """
    wanted = make_frame([4, 3, 5]).to_numpy()
    frame = make_frame([4, 3, 5])[["action", "s3", "s1", "s4", "s2"]].assign(note=9.0)
    of = "__getitem__(i) on a table with"
    by_place = frame.to_numpy()
    label = frame["action"].to_numpy()
    expect_close(
        samples(submission[MODULE].DemonstrationDataset(frame)),
        wanted,
        of=f"{of} the columns action, s3, s1, s4, s2, note",
        diagnoses={
            "the features are taken by place, not by name": joined(by_place[:, :4], label),
            "the features and the label are taken by place, not by name": joined(
                by_place[:, :4], by_place[:, 4]
            ),
            "the label is taken by place, not by name": joined(wanted[:, :4], by_place[:, -1]),
            "the label is the fifth column instead of the one called action": joined(
                wanted[:, :4], by_place[:, 4]
            ),
            "the features are in the table's order: name them in yours": joined(by_place[:, 1:5], label),
            "all columns but the label are taken for features": joined(by_place[:, 1:], label),
            "the last column is taken for the label, all others for features": joined(
                by_place[:, :-1], by_place[:, -1]
            ),
        },
    )
    for numbers in ([2, 0, 1], [4, 1, 5]):
        renumbered = wanted[np.argsort(numbers)]
        expect_close(
            samples(submission[MODULE].DemonstrationDataset(numbered(submission, wanted, numbers))),
            wanted,
            of=f"{of} the row numbers {numbers}",
            diagnoses={
                "rows are found by their numbers, not by their places": renumbered,
                "labels are found by row numbers, not by places": joined(wanted[:, :4], renumbered[:, 4]),
            },
            hint=".iloc[i] and .to_numpy() find rows by place; .loc[i] and series[i] by row number.",
        )


@check(points=0.5, after=["test_sample_i_is_row_i"])
def test_an_index_out_of_range_is_refused(submission, expect_refusal):
    """An index beyond the last sample raises an IndexError.

    Samples 3 and 10 of a dataset with 3 samples are asked for. A `for` loop over a dataset ends by this very error,
    and code that counts wrongly is found out instead of learning from a sample twice.
    """
    dataset = submission[MODULE].DemonstrationDataset(make_frame(range(3)))
    for index in (3, 10):
        expect_refusal(
            lambda place=index: dataset[place],
            "IndexError",
            of=f"__getitem__({index}) of a dataset with 3 samples",
            causes={
                "nothing": "an index out of range gives some sample, or an empty one: it is to be refused",
                "KeyError": "a row number is looked up (.loc, a dictionary), which gives a KeyError",
                "AssertionError": "an assert is no way to refuse an index: raise an IndexError",
                "ValueError": "a ValueError does not end a loop over the dataset: raise an IndexError",
            },
        )


@check(points=0.5, after=["test_sample_i_is_row_i"])
def test_the_table_stays_as_it_was(submission):
    """The table that a dataset is made from is not changed.

    It is looked at again once the dataset is made and a sample was taken. Whoever handed it in may still want to save
    it, plot it, or make another dataset of it.
    """
    frame = make_frame([4, 3, 5])
    _ = submission[MODULE].DemonstrationDataset(frame)[0]
    after = submission.after_call(frame)
    columns = [str(column) for column in submission.to_list(after.columns)]
    expect_equal(
        columns,
        [*FEATURES, "action"],
        of="DemonstrationDataset(frame): the frame's columns afterwards",
        diagnoses={
            "the label is taken out of the table (pop, del, drop in place): pick it instead": FEATURES
        },
    )
    expect_close(
        after[columns].to_numpy(),
        make_frame([4, 3, 5]).to_numpy(),
        of="DemonstrationDataset(frame): the frame's numbers afterwards",
        diagnoses={"the table is sorted in place": make_frame([3, 4, 5]).to_numpy()},
    )


@check(points=1, after=["test_the_length_is_the_number_of_samples", "test_sample_i_is_row_i"])
def test_the_batches_keep_every_sample(submission):
    """Nothing is dropped: the last batch is smaller if need be.

    Eleven training and six test samples in batches of 4 make batches of 4, 4, 3 and 4, 2. A dropped rest of the test
    set would change what is measured, and one of the training set is data that was paid for.
    """
    train_loader, test_loader = make_loaders(submission, 11, 6, batch_size=4)
    loaders = (train_loader, test_loader)
    sizes = [sorted(map(len, epoch(submission, loader)), reverse=True) for loader in loaders]
    expect_equal(
        sizes,
        [[4, 4, 3], [4, 2]],
        of="make_dataloaders(train, test, batch_size=4, …): batch sizes for 11 and 6 samples",
        diagnoses={
            "the last, smaller batch is dropped": [[4, 4], [4]],
            "the last, smaller batch of the training samples is dropped": [[4, 4], [4, 2]],
            "the last, smaller batch of the test samples is dropped": [[4, 4, 3], [4]],
            "batch_size is ignored: single samples": [[1] * 11, [1] * 6],
            "batch_size is ignored for the training samples": [[1] * 11, [4, 2]],
            "batch_size is ignored for the test samples: single samples": [[4, 4, 3], [1] * 6],
            "the test samples are in one batch": [[4, 4, 3], [6]],
            "the training samples are in one batch": [[11], [4, 2]],
            "all samples are in one batch": [[11], [6]],
            "train and test are swapped": [[4, 2], [4, 4, 3]],
            "the test loader holds the training samples": [[4, 4, 3], [4, 4, 3]],
            "the training loader holds the test samples, which leaks them": [[4, 2], [4, 2]],
            "the training loader holds the test samples as well, which leaks them": [[4, 4, 4, 4, 1], [4, 2]],
        },
    )


@check(points=1, after=["test_the_batches_keep_every_sample"])
def test_a_batch_pairs_observations_with_their_actions(submission, pairs):
    """A batch holds float32 observations of shape (B, 4) and their int64 actions of shape (B,).

    Every observation tells which action belongs to it, so pairs that were torn apart show. Cross-entropy takes a batch
    only in these types and shapes.
    """
    loaders = make_loaders(submission, 11, 6, batch_size=4)
    for loader, name in zip(loaders, ("train", "test"), strict=True):
        for batch in submission.to_list(loader):
            features, label = batch[0], batch[1]
            of = f"make_dataloaders(…): a batch of {name}, the"
            expect_equal(
                str(features.dtype),
                "torch.float32",
                of=f"{of} type of the observations",
                diagnoses=pairs.feature_types,
            )
            expect_equal(
                str(label.dtype), "torch.int64", of=f"{of} type of the actions", diagnoses=pairs.label_types
            )
            expect_equal(
                tuple(label.shape),
                (len(features),),
                of=f"{of} shape of the actions",
                diagnoses={"the actions are a column: cross-entropy wants a vector": (len(features), 1)},
            )
            expect_close(
                label,
                features[:, 0].int() % 3 > 0,
                of=f"{of} actions, expected to belong to the observations",
                diagnoses={
                    "observations and actions are shuffled apart from each other": label.tolist(),
                },
            )


@check(points=1, after=["test_the_batches_keep_every_sample"])
def test_the_test_samples_come_in_order(submission):
    """The test samples come in their own order.

    Two epochs of 40 test samples are compared with the table. Nothing is learnt from them, so there is no reason to
    shuffle; and in order, predictions can be laid beside the table.
    """
    train_loader, test_loader = make_loaders(submission, 40, 40, batch_size=8)
    got, again = (flat(epoch(submission, test_loader)) for _ in range(2))
    in_order = list(range(1000, 1040))
    train_in_order = flat(epoch(submission, train_loader)) == list(range(40))
    expect(
        sorted(got) == in_order,
        of="make_dataloaders(…): the test samples, sorted",
        expected="each of the 40 samples once",
        got=got,
        likely="the test loader holds the training samples"
        if max(got) < 1000
        else "test samples are drawn with replacement",
    )
    expect_equal(
        got,
        in_order,
        of="make_dataloaders(…): the order of the test samples",
        diagnoses={
            "the wrong loader shuffles: the test samples come in a random order, the training samples do not": got
            if train_in_order
            else None,
            "the test samples are shuffled, too: only the training samples should be": got,
        },
    )
    expect_equal(
        again,
        in_order,
        of="make_dataloaders(…): the test samples of a second epoch",
        diagnoses={"the test loader is used up after one epoch: return the loader itself": []},
    )


@check(points=1.5, after=["test_the_batches_keep_every_sample"])
def test_the_training_samples_are_shuffled_anew_in_each_epoch(submission):
    """Each epoch goes through all training samples in a new random order.

    Two epochs of 60 samples are compared with the table and with each other: two orders are the same by chance once
    in 60! = 10^82 times. Neighbours in the table resemble each other; a batch of them pulls the gradient their way, and
    the same batches in each epoch pull the same ways again.
    """
    train_loader, _ = make_loaders(submission, 60, 5, batch_size=8)
    batches, second = epoch(submission, train_loader), flat(epoch(submission, train_loader))
    first, in_order = flat(batches), list(range(60))
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
        any(max(batch) - min(batch) >= len(batch) for batch in batches),
        of="make_dataloaders(…): the training samples of a batch",
        expected="samples from anywhere in the table",
        got="neighbours in the table, in each batch",
        likely="the order of the batches is random, but not what is in them",
    )
    expect(
        sorted(second) == in_order,
        of="make_dataloaders(…): the training samples of a second epoch",
        expected="each of the 60 samples once",
        got=f"{len(second)} samples",
        likely="the training loader is used up after one epoch: return the loader itself",
    )
    expect(
        first != second,
        of="make_dataloaders(…): the orders of two epochs",
        expected="two different orders",
        got="twice the same order",
        likely="the table is shuffled once instead of in each epoch, or the generator starts anew in each",
    )


@check(points=1.5, after=["test_the_training_samples_are_shuffled_anew_in_each_epoch"])
def test_the_order_depends_on_the_seed_alone(submission):
    """Equal seeds give equal orders, whatever else draws random numbers.

    Loaders are made twice with the same seed, while the global generators of torch, NumPy and Python are elsewhere,
    and while the test samples are looked at between two epochs or not. If anything but the seed decided, a network that
    is made before or after the loaders would change what it learns from, and no result could be repeated.
    """

    def orders(seed, elsewhere=10, *, testing=False):
        seed_all(submission, elsewhere)
        train_loader, test_loader = make_loaders(submission, 60, 5, batch_size=8, seed=seed)
        seed_all(submission, elsewhere)  # as when a network is made between loaders and training
        first = flat(epoch(submission, train_loader))
        if testing:
            epoch(submission, test_loader)
        return [first, flat(epoch(submission, train_loader))]

    usual = orders(seed=1)
    expect(
        usual == orders(seed=1, elsewhere=11),
        of="make_dataloaders(…, seed=1), twice, with the global generators in different states",
        expected="the same orders",
        got="different orders",
        likely="the order is drawn from a global generator: give the loader a torch.Generator of its own",
    )
    expect(
        usual != orders(seed=2),
        of="make_dataloaders(…) with seed=1 and with seed=2",
        expected="different orders",
        got="the same order",
        likely="the seed is ignored",
    )
    expect(
        usual == orders(seed=1, testing=True),
        of="make_dataloaders(…, seed=1), with and without going through the test samples after an epoch",
        expected="the same orders",
        got="different orders",
        likely="both loaders draw from one generator, so looking at test samples changes the training",
    )
