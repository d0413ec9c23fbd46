"""Checks of replay_buffer.py: numbered transitions, whose fields all tell the number, show what went where."""

import contextlib
from pathlib import Path

import numpy as np

from autograder.checks import check, expect, expect_close, expect_equal, expect_raises, varied
from autograder.diagnosis import raised_by

from .fingerprints_replay_buffer import (
    DIM,
    NAMES,
    NEWEST,
    RINGS,
    TYPES,
    WRONG_RINGS,
    cause_of_mixture,
    transitions,
    wrong_types,
)

MODULE = "lesson_07_deep_q_agent.replay_buffer"


def filled(submission, capacity, *adds, seed=0):
    """Make a buffer to which these groups of numbered transitions were added."""
    buffer = submission[MODULE].ReplayBuffer(capacity, DIM, varied(seed))
    for numbers in adds:
        buffer.add(*transitions(numbers))
    return buffer


def drawn(batch):
    """List the numbers of the transitions in a batch, by their observations."""
    return np.asarray(batch.observations)[:, 0].astype(np.int64)


def numbers_in(buffer, batch_size=400):
    """List the numbers of the transitions that a large sample holds, each one once.

    Of at most 6 transitions, a sample of 400 misses one with a probability below 6 * (5/6)**400 < 1e-30.
    """
    return np.unique(drawn(buffer.sample(batch_size))).tolist()


@contextlib.contextmanager
def no_error(of, expected, likely):
    """Name the cause of an exception that says something of shapes or positions."""
    try:
        yield
    except Exception as error:
        raised = raised_by(error, Path())
        if not {"IndexError", "ValueError", "TypeError"} & set(raised.kinds):
            raise
        expect(False, of=of, expected=expected, got=f"{raised.kind}: {raised.text}", likely=likely)


@check(points=1)
def test_the_length_is_what_is_stored(submission):
    """The length counts the stored transitions.

    It begins at 0 and grows by N with each call of add, which may get one transition, several or none. The agent asks
    for it to know when there is enough to learn from.
    """
    buffer = filled(submission, 5)
    lengths = [len(buffer)]
    for numbers in ([1], [2, 3], [], [4], [5]):
        likely = "add gets N transitions at a time, in arrays of N rows, and writes them to N rows"
        if not numbers:
            likely = "add needs at least one transition, but N may be 0, too"
        with no_error(f"add(...) of {len(numbers)} transitions", "they are stored", likely):
            buffer.add(*transitions(numbers))
        lengths.append(len(buffer))
    expect_equal(
        lengths,
        [0, 1, 3, 3, 4, 5],
        of="__len__(): of a buffer of capacity 5, at first and after adding 1, 2, 0, 1 and 1 transitions",
        diagnoses={
            "the capacity is returned: some of the rows may be empty": [5, 5, 5, 5, 5, 5],
            "the calls of add are counted, not the transitions": [0, 1, 2, 3, 4, 5],
            "the length starts anew when the position does: count what is stored": [0, 1, 3, 3, 4, 0],
            "the length never grows: add has to count": [0, 0, 0, 0, 0, 0],
            "the length stops one short of the capacity": [0, 1, 3, 3, 4, 4],
            "the length is that of the last group: it has to add up": [0, 1, 2, 0, 1, 1],
            "the length is one too large": [1, 2, 4, 4, 5, 6],
            "the numbers in an observation are counted, not the transitions": [0, 4, 5, 5, 5, 5],
        },
    )


@check(points=1)
def test_a_batch_has_the_promised_shapes_and_types(submission):
    """A batch holds tensors of the promised shapes and types, also a batch of one.

    What is stored as float32 has to come back as float32, and what is (B,) as (B,): a network refuses float64, gather
    refuses actions that are no int64, and a reward of shape (B, 1) makes targets of shape (B, B).
    """
    buffer = filled(submission, 10, range(1, 8))
    for size in (6, 1):
        batch = buffer.sample(size)
        for name, trailing in zip(NAMES, [(DIM,), (), (), (DIM,), ()], strict=True):
            field, of = getattr(batch, name, None), f"sample({size}).{name}"
            expect_equal(
                tuple(field.shape) if hasattr(field, "shape") else None,
                (size, *trailing),
                of=f"{of}: its shape",
                diagnoses={
                    "the fields have to be tensors with names: return Batch(observations=..., ...)": None,
                    "a column is returned, (B, 1), which would broadcast against (B,)": (size, 1),
                    "rows and columns are exchanged": (*trailing, size),
                    "all that is stored is returned, not a sample of batch_size": (7, *trailing),
                    "the first axis is missing: one row is drawn, or squeezed, where a batch is wanted": trailing,
                },
            )
            expect_equal(
                str(field.dtype), f"torch.{TYPES[name]}", of=f"{of}: its dtype", diagnoses=wrong_types(name)
            )


@check(points=1, after=["test_a_batch_has_the_promised_shapes_and_types"])
def test_each_row_of_a_batch_is_drawn_by_itself(submission):
    """Each row of a batch is a random draw of its own, so a transition may come up twice.

    Draws are independent and with replacement: 64 of 64 hold none twice with a probability of 64! / 64^64 < 1e-26. So a
    batch may also be larger than what is stored, and small ones come from the whole buffer.
    """
    buffer = filled(submission, 100, range(1, 33), range(33, 65))
    numbers = drawn(buffer.sample(64))
    steps = np.diff(numbers)
    symptoms = {
        "nothing is written: only zeros come back": (numbers == 0).all(),
        "one transition is drawn and repeated: draw batch_size row numbers": (steps == 0).all(),
        "neighbours are taken in order: draw each row at random": np.isin(abs(steps), (1, 63)).all(),
        "it draws without replacement: a transition may come up twice": np.unique(numbers).size == 64,
        "the rows of the batch are sorted by age: leave them as they were drawn": (steps >= 0).all(),
    }
    likely = next((cause for cause, shows in symptoms.items() if shows), None)
    expect(
        likely is None,
        of="sample(64): the transitions in it, of 64 that are stored",
        expected="some twice or more, some not at all, in no order",
        got=numbers,
        likely=likely,
    )
    expect_equal(
        len(drawn(buffer.sample(200))),
        200,
        of="sample(200): its length, with 64 transitions stored",
        diagnoses={"batch_size is cut to what is stored: draw with replacement": 64},
    )
    small = np.concatenate([drawn(buffer.sample(8)) for _ in range(25)])
    # Of 200 draws, none comes from the older half, or none from the newer one, with a probability of 2**-199.
    likely = "only the newest transitions are drawn" if small.min() > 32 else "only the oldest ones are drawn"
    expect(
        small.min() <= 32 < small.max(),
        of="sample(8), 25 times: the transitions in it, of 64 that are stored",
        expected="some from the older half, some from the newer one",
        got=f"numbers from {small.min()} to {small.max()}",
        likely=f"{likely}: draw among all that are stored, whatever batch_size is",
    )


@check(points=1, after=["test_each_row_of_a_batch_is_drawn_by_itself"])
def test_only_stored_transitions_are_sampled(submission):
    """What was added comes up in a sample, and rows that are not filled yet never do.

    An empty row holds zeros: a transition that never happened, from a pole at rest to itself, for no reward.
    rng.integers(n) draws from 0 up to n - 1, so n is the number of filled rows.
    """
    numbers = numbers_in(filled(submission, 1_000, [1, 2, 3], [4, 5]))
    expect_equal(
        numbers,
        [1, 2, 3, 4, 5],
        of="sample(400): the transitions in it, after 1-3 and then 4-5 were added to a buffer of capacity 1000",
        diagnoses={
            "the last stored transition is never drawn: integers(n) excludes n already": [1, 2, 3, 4],
            "the first stored transition is never drawn: rows are numbered from 0": [2, 3, 4, 5],
            "each call of add begins at row 0: the position has to move on": [0, 3, 4, 5],
            "the position moves on by 1, whatever N is: move it on by N": [0, 1, 4, 5],
            "a row stays empty before a group: the position lies one row too far on": [0, 1, 2, 3, 4],
            "each group begins in the last row of the one before": [0, 1, 2, 4, 5],
            "the last transition of each group is stored in all its rows": [3, 5],
            "the first transition of each group is stored in all its rows": [1, 4],
            "empty rows are sampled: draw among the filled rows only": numbers if 0 in numbers else None,
        },
    )
    of = "sample(400): the transitions in it, after a single one was added"
    with no_error(of, "[1]", "a single transition is refused: only an empty buffer has nothing to draw from"):
        single = numbers_in(filled(submission, 5, [1]))
    expect_equal(
        single,
        [1],
        of=of,
        diagnoses={"an empty row is drawn where there is a single transition: its row is number 0": [0]},
    )


def expect_together(batch, otherwise):
    """Expect that all five fields of each row of a batch belong to the same transition."""
    numbers = drawn(batch)
    for name, expected in zip(NAMES, transitions(numbers), strict=True):
        field = np.asarray(getattr(batch, name))
        if not np.array_equal(field, expected):
            expect_close(
                field,
                expected,
                of=f"sample(60).{name}, for the transitions whose observations were drawn",
                diagnoses={cause_of_mixture(name, field, numbers, otherwise): field},
                hint="write all five arrays at the same rows, and read them at the same rows",
            )


@check(points=2, after=["test_only_stored_transitions_are_sampled"])
def test_the_fields_of_a_transition_stay_together(submission):
    """All five fields of a row belong to the same transition.

    Row k of the batch is (s, a, r, s', terminated) of one step of one game. A batch in which they are mixed tells of
    actions that led elsewhere; nothing crashes, and nothing can be learnt from it.
    """
    buffer = filled(submission, 50, *(range(n, n + 4) for n in range(1, 41, 4)))
    expect_together(buffer.sample(60), "read at rows of their own: draw the rows once, for all five fields")


@check(points=2, after=["test_the_length_is_what_is_stored", "test_the_fields_of_a_transition_stay_together"])
def test_the_newest_replace_the_oldest(submission):
    """When the buffer is full, the newest transitions replace the oldest, and the length stays at the capacity.

    After the last row comes the first one again: row = (next_row + i) % capacity. A group of transitions may lie
    across the end of the arrays, begin just there, end just there, or fill the whole ring.
    """
    likely = "the position runs beyond the last row: after that comes row 0 again"
    with no_error("add(...) of 7 transitions to a buffer of capacity 5", "the last 5 are left", likely):
        buffers = [filled(submission, 5, *groups) for groups in RINGS.values()]
    expect_equal(
        [len(buffer) for buffer in buffers],
        [5, 5, 5, 5],
        of=f"__len__() of buffers of capacity 5, to which {', '.join(RINGS)} were added",
        diagnoses={
            "the length goes on growing when the buffer is full: limit it to the capacity": [7, 7, 7, 7],
            "a group that does not fit is dropped as a whole": [3, 5, 2, 3],
            "the buffer is emptied when a group does not fit: replace only the oldest rows": [4, 2, 5, 5],
        },
    )
    expect_equal(
        [numbers_in(buffer) for buffer in buffers],
        [NEWEST] * 4,
        of=f"add(...): the transitions that are left of {', '.join(RINGS)} in buffers of capacity 5",
        diagnoses=WRONG_RINGS,
    )
    of = "sample(400): the transitions in it, after 1-2, 3 and 4-5 were added to a buffer of capacity 5"
    with no_error(
        of, "[1, 2, 3, 4, 5]", "next_row is 0 as in an empty buffer, but this one is full: ask for size"
    ):
        just_full = numbers_in(filled(submission, 5, [1, 2], [3], [4, 5]))
    expect_equal(
        just_full,
        [1, 2, 3, 4, 5],
        of=of,
        diagnoses={
            "a group that just fits is dropped": [1, 2, 3],
            "the row that makes the ring full is never drawn": [1, 2, 3, 4],
        },
    )
    laps = filled(submission, 7, *([n, n + 1] for n in range(1, 40, 2)))
    expect_together(laps.sample(60), "not in the row of their transition once the ring is full")


@check(points=1, after=["test_the_newest_replace_the_oldest"])
def test_every_stored_transition_is_equally_likely(submission):
    """Each stored transition is drawn equally often, in the long run.

    Uniform draws, as Mnih et al. 2015 have them: neither the newest nor the most rewarding transitions are preferred.
    Whoever wants to prefer some has to correct for it (Schaul et al. 2016, prioritized experience replay).
    """
    for capacity, groups, stored in (
        (100, [[1, 2, 3, 4]], (1, 2, 3, 4)),
        (4, [[1, 2, 3], [4, 5, 6]], (3, 4, 5, 6)),
    ):
        numbers = drawn(filled(submission, capacity, *groups).sample(8_000))
        shares = np.array([(numbers == number).mean() for number in stored])
        expect(
            bool(np.abs(shares - 0.25).max() < 0.04),  # 8 standard deviations of 0.0048: below 1e-14
            of=f"sample(8000): the shares of transitions {stored}, the newest in a buffer of capacity {capacity}",
            expected="0.25 each",
            got=shares.round(2),
            likely="some transitions are preferred: draw rows uniformly, each draw anew",
        )


@check(points=1, after=["test_the_newest_replace_the_oldest"])
def test_a_batch_is_a_copy(submission):
    """A batch does not change when transitions are added or sampled later.

    Indexing with an array of row numbers copies; a slice is a view, which shows whatever is written to the ring next.
    The same goes for a batch whose memory is used again for the next one.
    """
    buffer = filled(submission, 3, [1, 2, 3])
    batch = buffer.sample(50)
    numbers = drawn(batch)
    for told, change in (
        ("another sample was drawn", lambda: buffer.sample(50)),
        ("3 more transitions were added", lambda: buffer.add(*transitions([4, 5, 6]))),
    ):
        change()
        for name, before in zip(NAMES, transitions(numbers), strict=True):
            after = getattr(batch, name)
            expect_close(
                after,
                before,
                of=f"sample(50).{name}, read again after {told}",
                diagnoses={"the batch shares its memory with what comes later: return copies": after},
            )


@check(points=1, after=["test_the_fields_of_a_transition_stay_together"])
def test_what_is_stored_is_a_copy(submission):
    """What is stored does not change when the arrays change that were passed to add.

    A game may fill the same arrays in each step. A buffer that keeps references to them, or views of their rows, holds
    the newest step only, many times over.
    """
    buffer = filled(submission, 10)
    # Arrays of this kind stay where the student's code is, and can be changed there.
    arrays = [submission["numpy.rec"].array(values) for values in transitions([1, 2, 3, 4])]
    buffer.add(*arrays)
    for array in arrays:
        array.fill(0)
    batch = buffer.sample(60)
    for name, stored in zip(NAMES, transitions([1, 2, 3, 4]), strict=True):
        field = np.asarray(getattr(batch, name))
        expect(
            bool(np.isin(field, stored).all()) and bool(field.any()),
            of=f"sample(60).{name}, after the arrays that were passed to add were filled with 0",
            expected="only what was added",
            got=field,
            likely="the caller's arrays, or views of them, are stored: copy the values",
        )


@check(points=1, after=["test_only_stored_transitions_are_sampled"])
def test_samples_follow_the_seed_and_need_transitions(submission):
    """Equal seeds give equal samples, different seeds different ones; an empty buffer is refused.

    Each buffer draws from a generator of its own, made once from its seed, which moves on with every sample. There is
    nothing to draw from an empty buffer: that is a ValueError, not a batch of zeros.
    """
    with expect_raises("ValueError", of="sample(4) of an empty buffer"):
        filled(submission, 5).sample(4)
    everyones = submission["numpy.random"]
    state = everyones.get_state()
    everyones.seed(7)
    buffers = [filled(submission, 200, range(1, 101), seed=seed) for seed in (1, 1, 2)]
    first, again, other, next_one = (drawn(buffer.sample(64)).tolist() for buffer in (*buffers, buffers[0]))
    touched = everyones.random()
    everyones.set_state(state)
    for holds, told, likely in (
        (first == again, "equal of two buffers", "a global or an unseeded generator is used, not its own"),
        (first != other, "others for another seed", "the generator is seeded with a constant: use the seed"),
        (first != next_one, "others next time", "the generator is made anew, or copied, in each call"),
    ):
        expect(holds, of="sample(64): the transitions", expected=told, got="the contrary", likely=likely)
    expect_close(
        touched,
        np.random.RandomState(7).random(),
        of="sample(64): what np.random.random() gives after it, seeded before it",
        diagnoses={"NumPy's global generator is seeded or used: all other users of it notice": touched},
    )
