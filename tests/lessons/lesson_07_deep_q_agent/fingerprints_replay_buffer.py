"""Numbered transitions, and what a replay buffer makes of them with a bug, by its cause."""

import numpy as np

DIM = 4
NAMES = ("observations", "actions", "rewards", "next_observations", "terminated")
TYPES = dict(zip(NAMES, ("float32", "int64", "float32", "float32", "bool"), strict=True))


def transitions(numbers):
    """Make transitions in which every field tells the number of the transition, from 1."""
    numbers = np.asarray(list(numbers), dtype=np.int64)
    observations = (numbers[:, None] + 1_000 * np.arange(DIM)).astype(np.float32)
    return observations, numbers + 100, numbers.astype(np.float32) * 10, observations + 0.5, numbers % 3 == 0


WHY = {
    "float32": "the networks compute in float32",
    "int64": "gather wants int64",
    "bool": "~ is a logical not for bool alone",
}


def wrong_types(name):
    """Give the causes for wrong types of a field."""
    right = TYPES[name]
    causes = {
        f"{name}: {right} becomes {wrong}, but {WHY[right]}": f"torch.{wrong}"
        for wrong in ("float64", "float32", "int64", "int32", "uint8", "bool")
    }
    return causes | {f"{name}: a NumPy array is returned, torch.from_numpy makes a tensor of it": right}


def cause_of_mixture(name, found, numbers, otherwise):
    """Name the cause if a field of a batch is not that of the transitions with these numbers; None if unknown."""
    place, right = NAMES.index(name), transitions(numbers)
    symptoms = {
        f"{name}: never stored, only the zeros of the beginning come back": not found.any(),
        f"{name}: stored the wrong way round": name == "terminated" and (found != right[place]).all(),
        f"{name}: changed, clipped or normalised": name == "rewards" and np.abs(found).max() <= 4,
    }
    for step in (0, *range(-8, 0), *range(1, 9)):
        where = " of other rows" if step else ""
        for other, values in zip(NAMES, transitions(numbers + step), strict=True):
            if found.shape == values.shape and np.mean(found == values) > 0.8:
                symptoms[f"{name}: the {other}{where} stand in their place"] = True
    symptoms[f"{name}: {otherwise}"] = np.isin(found, transitions(range(41))[place]).all()
    return next((cause for cause, shows in symptoms.items() if shows), None)


RINGS = {
    "1-3, 4-7": ([1, 2, 3], [4, 5, 6, 7]),
    "1-5, 6-7": ([1, 2, 3, 4, 5], [6, 7]),
    "1-2, 3-7": ([1, 2], [3, 4, 5, 6, 7]),
    "1-2, 3-6, 7": ([1, 2], [3, 4, 5, 6], [7]),
}
"""Groups of transitions that are added to buffers of capacity 5; 3-7 should be left each time."""
NEWEST = [3, 4, 5, 6, 7]

WRONG_RINGS = {
    "what does not fit is dropped: it has to go to the first rows": [[1, 2, 3, 4, 5]] * 4,
    "the last row is overwritten instead of the first ones": [[1, 2, 3, 4, 7]] * 4,
    "the position wraps one row too early: % capacity gives 0 up to capacity - 1": [[0, 4, 5, 6, 7]] * 4,
    "only rows before the position are drawn: all rows are filled now": [[6, 7]] * 4,
    "a group that does not fit starts at row 0: only the rest of it does": [[0, 4, 5, 6, 7], *[NEWEST] * 3],
    "the position is set back to row 0 when a group lies across the end": [*[NEWEST] * 3, [2, 3, 4, 5, 7]],
}
"""Cause -> the transitions that are left instead."""
