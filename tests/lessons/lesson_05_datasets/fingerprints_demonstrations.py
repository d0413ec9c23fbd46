"""What comes of known mistakes in collecting and loading demonstrations."""

import itertools

from autograder.checks import expect_equal

COLUMNS = ["s1", "s2", "s3", "s4", "action"]
NUMBERED = ["0", "1", "2", "3", "4"]

COLLECTED_NAMES = {
    "the columns have no names: name them by COLUMNS": NUMBERED,
    "the action comes first: it belongs behind the observation": ["action", "s1", "s2", "s3", "s4"],
    "the actions are missing": COLUMNS[:4],
    "the features are counted from s0: they are s1 to s4": ["s0", "s1", "s2", "s3", "action"],
    "the column of the actions has another name: it is called action": [*COLUMNS[:4], "label"],
}
COLLECTED_TYPES = {
    "the observations became float64, pandas' default: convert them to float32": ["float64"] * 4 + ["int64"],
    "observations and actions went through one array, so the actions became float32": ["float32"] * 5,
    "observations and actions went through one array of Python floats": ["float64"] * 5,
    "the actions are int32": ["float32"] * 4 + ["int32"],
    "the actions are truth values: convert them to int64": ["float32"] * 4 + ["bool"],
    "the table was built from Python objects, without numeric types": ["object"] * 5,
}
LOADED_NAMES = {
    "the first column is taken for row numbers (index_col)": COLUMNS[1:],
    "the first line is taken for a sample: it holds the names": NUMBERED,
    "a column of row numbers is added": ["index", *COLUMNS],
}
LOADED_TYPES = {
    "pandas reads float64 unless it is told otherwise": ["float64"] * 4 + ["int64"],
    "the actions are read as float32, like the features": ["float32"] * 5,
    "everything is read as float64: neither type is restored": ["float64"] * 5,
    "the actions are int32: int64 was saved": ["float32"] * 4 + ["int32"],
    "the features are read as float16, which loses digits": ["float16"] * 4 + ["int64"],
}


def wrong_counts(first):
    """Map causes to numbers of rows for n_samples = 1, 4, 5, 7, episodes of 4 steps and `first` rows the first time."""
    return {
        "whole episodes are kept: cut the table at n_samples": [4, 4, 8, 8],
        "one episode too many is kept": [4, 8, 8, 8],
        "only whole episodes are kept: the last one may be cut off": [0, 4, 4, 4],
        "off by one: one row too few": [0, 3, 4, 6],
        "off by one: one row too many": [2, 5, 6, 8],
        "n_samples episodes are played instead of n_samples steps": [4, 16, 20, 28],
        "collecting stops at the end of the first episode": [1, 4, 4, 4],
        "the observation after an episode's end counts as a row, too": [1, 5, 6, 8],
        "rows of earlier calls are still in the table: start each call with an empty one": [
            first + more for more in (0, 4, 9, 16)
        ],
    }


def expect_actions_taken(submission, script, files):
    """Expect that what is noted is what is done, also with a policy that answers 0 and 1 in turns."""
    env, answers = script.Env(50), itertools.cycle([0, 1])
    frame = script.collect(submission, env, 40, lambda _: next(answers))
    noted = [int(action) for action in files.numbers_of(frame)[:, 4]]
    expect_equal(
        noted[:39],  # the step of the last row changes nothing
        env.actions[:39],
        of="collect_demonstrations(…): the actions noted, expected to be the actions taken",
        diagnoses={
            "the policy is asked twice for each step, once for the row and once for the step": noted[:39]
            if len(set(noted[:39])) == 1
            else None,
            "another action is taken than the one that is noted": noted[:39]
            if len(set(noted[:39])) == 2
            else None,
        },
    )
