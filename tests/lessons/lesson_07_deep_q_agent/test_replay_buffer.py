"""Checks of replay_buffer.py: numbered transitions, whose fields all tell the number, show what went where."""

import numpy as np

from autograder.checks import check, expect, expect_close, expect_equal, expect_raises

MODULE = "lesson_07_deep_q_agent.replay_buffer"
DIM = 4


def transitions(numbers):
    """Make transitions in which every field tells the number of the transition, from 1."""
    numbers = np.asarray(list(numbers), dtype=np.int64)
    return (
        np.repeat(numbers[:, None], DIM, axis=1).astype(np.float32),
        numbers % 2,
        numbers.astype(np.float32) * 10,
        np.repeat(numbers[:, None], DIM, axis=1).astype(np.float32) + 0.5,
        numbers % 3 == 0,
    )


def filled(submission, capacity, *adds, seed=0):
    """Make a buffer to which these groups of numbered transitions were added."""
    buffer = submission[MODULE].ReplayBuffer(capacity, DIM, seed)
    for numbers in adds:
        buffer.add(*transitions(numbers))
    return buffer


def numbers_in(buffer, batch_size=400):
    """List the numbers of the transitions that a large sample holds.

    Of at most 6 transitions, a sample of 400 misses one with a probability below 6 * (5/6)**400 < 1e-30.
    """
    return sorted({int(number) for number in np.asarray(buffer.sample(batch_size).observations)[:, 0]})


@check(points=1)
def test_the_length_is_what_is_stored(submission):
    """The length counts the stored transitions, up to the capacity."""
    buffer = submission[MODULE].ReplayBuffer(5, DIM, 0)
    lengths = [len(buffer)]
    for numbers in ([1, 2], [3, 4], [], [5, 6], [7, 8]):
        buffer.add(*transitions(numbers))
        lengths.append(len(buffer))
    expect_equal(
        lengths,
        [0, 2, 4, 4, 5, 5],
        of="len(buffer) of capacity 5, at first and after adding 2, 2, 0, 2 and 2 transitions",
        diagnoses={
            "the capacity is returned": [5, 5, 5, 5, 5, 5],
            "the calls of add are counted, not the transitions": [0, 1, 2, 3, 4, 5],
            "the length goes on growing when the buffer is full": [0, 2, 4, 4, 6, 8],
            "the length starts anew when the position wraps": [0, 2, 4, 4, 1, 3],
            "one transition is counted in each call": [0, 1, 2, 2, 3, 4],
        },
    )


@check(points=2)
def test_a_batch_has_the_promised_shapes_and_types(submission):
    """A batch holds tensors of the promised shapes and types."""
    batch = filled(submission, 10, range(1, 8)).sample(6)
    promised = {
        "observations": ((6, DIM), "torch.float32"),
        "actions": ((6,), "torch.int64"),
        "rewards": ((6,), "torch.float32"),
        "next_observations": ((6, DIM), "torch.float32"),
        "terminated": ((6,), "torch.bool"),
    }
    for name, (shape, dtype) in promised.items():
        field = getattr(batch, name)
        of = f"sample(6).{name}"
        column = {"a column is stored, (B, 1): targets of shape (B,) would broadcast against it": (*shape, 1)}
        expect_equal(tuple(field.shape), shape, of=f"{of}: its shape", diagnoses=column)
        wide = {"float64 is stored: the networks compute in float32": "torch.float64"}
        expect_equal(str(field.dtype), dtype, of=f"{of}: its dtype", diagnoses=wide)


@check(points=2, after=["test_a_batch_has_the_promised_shapes_and_types"])
def test_only_stored_transitions_are_sampled(submission):
    """Rows that are not filled yet never come up in a sample."""
    numbers = numbers_in(filled(submission, 1_000, [1, 2, 3]))
    expect_equal(
        numbers,
        [1, 2, 3],
        of="sample(400): the transitions in it, after 1, 2 and 3 were added to a buffer of capacity 1000",
        diagnoses={
            "the last stored transition is never drawn: integers(n) excludes n already": [1, 2],
            "the first stored transition is never drawn": [2, 3],
            "empty rows are sampled: draw among the filled rows only": numbers if 0 in numbers else None,
        },
    )


@check(points=2, after=["test_a_batch_has_the_promised_shapes_and_types"])
def test_the_fields_of_a_transition_stay_together(submission):
    """All five fields of a row belong to the same transition."""
    batch = filled(submission, 50, range(1, 21), range(21, 41)).sample(60)
    numbers = np.asarray(batch.observations)[:, 0].astype(np.int64)
    names = ("observations", "actions", "rewards", "next_observations", "terminated")
    for name, expected in zip(names, transitions(numbers), strict=True):
        diagnoses = {}
        if name == "next_observations":
            diagnoses["the observations are stored as next observations, too"] = expected - 0.5
        expect_close(
            getattr(batch, name),
            expected,
            of=f"sample(60).{name}, for the transitions whose observations were drawn",
            diagnoses=diagnoses,
            hint="draw the rows once, and use the same rows for all five fields",
        )


@check(points=1, after=["test_only_stored_transitions_are_sampled"])
def test_every_stored_transition_is_equally_likely(submission):
    """Each stored transition is drawn equally often, in the long run."""
    drawn = np.asarray(filled(submission, 100, [1, 2, 3, 4]).sample(8_000).observations)[:, 0]
    shares = [float((drawn == number).mean()) for number in (1, 2, 3, 4)]
    expect(
        max(abs(share - 0.25) for share in shares) < 0.04,  # 8 standard deviations of 0.0048: below 1e-14
        of="sample(8000): the shares of 4 stored transitions",
        expected="0.25 each",
        got=", ".join(f"{share:.2f}" for share in shares),
        likely="some transitions are preferred: draw rows uniformly, with replacement",
    )


@check(points=2, after=["test_only_stored_transitions_are_sampled"])
def test_the_newest_replace_the_oldest(submission):
    """When the buffer is full, the newest transitions replace the oldest, also across the end of the arrays."""
    expect_equal(
        numbers_in(filled(submission, 5, [1, 2, 3], [4, 5, 6, 7])),
        [3, 4, 5, 6, 7],
        of="sample(400): the transitions in it, after 1-3 and then 4-7 were added to a buffer of capacity 5",
        diagnoses={
            "what does not fit is dropped: it has to go to the first rows again": [1, 2, 3, 4, 5],
            "the last row is overwritten instead of the first ones": [1, 2, 3, 4, 7],
            "the whole group starts at row 0 when it does not fit": [4, 5, 6, 7],
            "the buffer is emptied when it is full": [6, 7],
            "the group is stored in reverse or at the wrong rows": [2, 3, 4, 5, 6],
        },
    )


@check(points=1, after=["test_the_newest_replace_the_oldest"])
def test_a_batch_is_a_copy(submission):
    """A batch does not change when transitions are added later."""
    buffer = filled(submission, 3, [1, 2, 3])
    batch = buffer.sample(50)
    before = np.asarray(batch.rewards).copy()
    buffer.add(*transitions([4, 5, 6]))
    expect_close(
        batch.rewards,
        before,
        of="sample(50).rewards, read again after more transitions were added",
        hint="indexing with an array of rows copies; a slice is only a view",
    )


@check(points=1)
def test_samples_follow_the_seed_and_need_transitions(submission):
    """Equal seeds give equal samples, different seeds different ones; an empty buffer is refused."""
    with expect_raises("ValueError", of="sample(4) of an empty buffer"):
        filled(submission, 5).sample(4)
    first, again, other = (
        np.asarray(filled(submission, 100, range(1, 101), seed=seed).sample(64).rewards).tolist()
        for seed in (1, 1, 2)
    )
    expect(
        first == again,
        of="sample(64) of two buffers with equal seeds and contents",
        expected="the same transitions",
        got="different ones",
        likely="a global generator is used: draw with the buffer's own",
    )
    expect(
        first != other,
        of="sample(64) of two buffers with different seeds",
        expected="different transitions",
        got="the same ones",
        likely="the generator is seeded with a constant, or anew in each call",
    )
