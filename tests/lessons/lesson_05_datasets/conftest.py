"""What this lesson's checks share: refusals, a scripted environment, tables, files and pairs, and what may be wrong."""

import csv
import itertools
from types import SimpleNamespace

import gymnasium as gym
import numpy as np
import pandas as pd
import pytest
from gymnasium.spaces import Box, Discrete

from autograder.checks import expect, expect_equal, expect_raises

COLUMNS = ["s1", "s2", "s3", "s4", "action"]
MODULE = "lesson_05_datasets.demonstrations"
TYPES = ["float32"] * 4 + ["int64"]

NOTHING = "nothing"
"""What a call raised that raised nothing."""


def expect_refusal(call, exception, *, of, causes):
    """Expect `call()` to raise an exception called `exception`.

    `causes` maps what was raised instead, by name or NOTHING, to what the code probably does.
    """
    with expect_raises(exception, of=of, diagnoses=causes):
        call()


@pytest.fixture(name="expect_refusal")
def expect_refusal_fixture():
    """Give `expect_refusal` to the checks."""
    return expect_refusal


class ScriptedEnv(gym.Env):
    """An environment whose observations tell where they come from: (episode, time, 100 episode + time, 0.1).

    Every episode ends after `length` steps by `end`, "terminated" or "truncated".  For who steps on without a reset
    the time goes on counting in the same episode: after as many steps again it would end in the other way, and after
    as many once more in both ways at once.  So the rows tell which of the two was asked for.
    """

    observation_space = Box(-np.inf, np.inf, (4,), np.float32)
    action_space = Discrete(2)

    def __init__(self, length, end="terminated"):
        self.length = length
        self.end = end
        self.episode = -1
        self.time = 0
        self.seeds = []
        self.actions = []
        self.closed = False

    def reset(self, *, seed=None, options=None):  # noqa: ARG002  gymnasium calls it with options
        self.seeds.append(seed)
        self.episode += 1
        self.time = 0
        return state(self.episode, self.time), {}

    def step(self, action):
        self.actions.append(int(action))
        self.time += 1
        over = self.time in {self.length, 3 * self.length}
        over_otherwise = self.time in {2 * self.length, 3 * self.length}
        flags = (over, over_otherwise) if self.end == "terminated" else (over_otherwise, over)
        return state(self.episode, self.time), 1.0, *flags, {}

    def close(self):
        self.closed = True


def state(episode, time):
    return np.array([episode, time, 100 * episode + time, 0.1], dtype=np.float32)


def parity(observation):
    """Act by what is observed: 1 where 100 episode + time is odd."""
    return int(np.ravel(observation)[2]) % 2


def rows(*places):
    """Return the rows that a table holds which visits these (episode, time) places with the policy `parity`."""
    return [[*state(episode, time), time % 2] for episode, time in places]


def episodes(count, times):
    """Return the rows of so many episodes, each visited at these times."""
    return rows(*itertools.product(range(count), times))


def collect(submission, env, n_samples, policy=parity, seed=7):
    collect_demonstrations = submission[MODULE].collect_demonstrations
    return collect_demonstrations(submission.lend(env), submission.lend(policy), n_samples, seed)


END_DIAGNOSES = {
    "the environment is not reset after the episode's end": episodes(1, range(8)),
    "the last observation, after the episode's end, is recorded too": episodes(3, range(3))[:8],
    "after a reset the old observation is still used": rows(
        (0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2), (3, 1)
    ),
    "the first observation after a reset is lost": rows(
        (0, 0), (0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1)
    ),
    "`terminated and truncated` is asked for: an episode ends by either": rows(
        *[(0, time) for time in range(6)], (1, 0), (1, 1)
    ),
}
OTHER_END_IGNORED = episodes(2, range(4))


@pytest.fixture(name="script")
def script_fixture():
    """Give the scripted environment, its policy, and what is found in it."""
    return SimpleNamespace(
        Env=ScriptedEnv,
        parity=parity,
        state=state,
        rows=rows,
        collect=collect,
        episodes=episodes,
        wrong_ends=END_DIAGNOSES,
        other_end_ignored=OTHER_END_IGNORED,
    )


def expect_table(submission, frame, *, of, names=None, types=None):
    """Expect a table with the right columns and types; `names` and `types` hold diagnoses of either."""
    expect(
        hasattr(frame, "columns") and hasattr(frame, "dtypes"),
        of=f"{of}: the table",
        expected="a pandas DataFrame",
        got=frame,
        likely="nothing was returned: is a return missing?"
        if frame is None
        else "what is returned is no pandas DataFrame",
    )
    columns = [str(column) for column in submission.to_list(frame.columns)]
    expect_equal(columns, COLUMNS, of=f"{of}: the columns", diagnoses=names)
    dtypes = [str(dtype) for dtype in submission.to_list(frame.dtypes)]
    expect_equal(dtypes, TYPES, of=f"{of}: the columns' types", diagnoses=types)


def numbers_of(frame):
    """Return the numbers of a table; if its names are wrong, which another check sees to, by place."""
    named = set(COLUMNS) <= set(getattr(frame, "columns", ()))
    return np.asarray(frame[COLUMNS] if named else frame, dtype=np.float64)


def awkward_frame():
    """Make a table of float32 numbers that need up to nine digits, small and large."""
    rng = np.random.default_rng(5)
    values = (rng.normal(size=(64, 4)) * 10.0 ** rng.integers(-12, 4, size=(64, 4))).astype(np.float32)
    frame = pd.DataFrame(values, columns=COLUMNS[:4])
    frame["action"] = rng.integers(0, 2, size=64)
    return frame


def saved_lines(submission, frame, path):
    """Save a table; return the file's lines, each as a list of cells."""
    submission[MODULE].save(frame, path)
    file = submission["pathlib"].Path(path)
    expect(
        file.exists(),
        of="save(frame, path): the file",
        expected="one with just this name",
        got="none",
        likely="the table is written elsewhere: path is the whole name, in any folder",
    )
    content = file.read_bytes()
    expect(
        b"\0" not in content,
        of="save(frame, path): the file",
        expected="lines of text",
        got=f"{len(content)} bytes that are no text",
        likely="another format than CSV is written",
    )
    return list(csv.reader(content.decode(errors="replace").splitlines()))


def cause_of_header(cells):
    """Say what is wrong with a file's first line."""
    names = ",".join(cells)
    wrong = {
        ",s1,s2,s3,s4,action": "the row numbers are written as a column of their own: index=False",
        "s1;s2;s3;s4;action": "the columns are separated by semicolons, not by commas",
        "s1\ts2\ts3\ts4\taction": "the columns are separated by tabs, not by commas",
        "# s1,s2,s3,s4,action": "the header is a comment, as np.savetxt writes it: comments=''",
        "0,1,2,3,4": "the columns have lost their names",
        "s1,s2,s3,s4": "the actions are not written",
    }
    if names and not any(letter.isalpha() for letter in names.replace("e", "")) and names not in wrong:
        return "the line with the columns' names is missing"
    return wrong.get(names)


def rounding(written, frame):
    """Say how the numbers in the file were rounded."""
    small = (frame[COLUMNS[:4]].abs() < 1e-9).to_numpy()  # 9 places do not even show these
    if (written[:, :4][small] == 0).all():
        return "numbers are rounded to some decimal places, which loses the small ones: write nine significant digits"
    return "numbers are rounded when they are written: nine significant digits recover every float32"


HEADER = "s1,s2,s3,s4,action\n"
NO_TABLES = {
    "has other columns": ("x,v,angle,rate,action\n1,2,3,4,0\n", "the columns' names are not compared"),
    "lacks the column action": ("s1,s2,s3,s4\n1,2,3,4\n", "a missing column is not noticed"),
    "has row numbers as a first column": (
        ",s1,s2,s3,s4,action\n0,1,2,3,4,0\n",
        "a column too many is not noticed",
    ),
    "has a word among the numbers": (
        HEADER + "1,2,3,4,0\n1,2,far,4,0\n",
        "a word among the numbers is accepted: it is to be refused, not left out or replaced",
    ),
    "has a gap among the states": (
        HEADER + "1,2,3,4,0\n1,2,,4,0\n",
        "a missing number is accepted: it is to be refused, not left out or replaced",
    ),
    "has a gap among the actions": (
        HEADER + "1,2,3,4,0\n1,2,3,4,\n",
        "a missing action is accepted: it is to be refused, not left out or replaced",
    ),
    "has half an action": (HEADER + "1,2,3,4,0.5\n", "the action 0.5 is cut down to a whole number"),
    "has lines of different lengths": (
        HEADER + "1,2,3,4,0\n1,2,3,4,0,7,8\n",
        "a line with too many numbers is accepted, or left out",
    ),
    "has a number too many in every line": (
        HEADER + "1,2,3,4,0,7\n1,2,3,4,1,8\n",
        "a number too many in every line is accepted: pandas takes the first of each line for the row's name",
    ),
    "is empty": ("", "an empty file is accepted"),
}


@pytest.fixture(name="files")
def files_fixture():
    """Give tables, what may be wrong with their files, and files that hold no table."""
    return SimpleNamespace(
        columns=COLUMNS,
        header=HEADER,
        no_tables=NO_TABLES,
        expect_table=expect_table,
        numbers_of=numbers_of,
        awkward_frame=awkward_frame,
        saved_lines=saved_lines,
        cause_of_header=cause_of_header,
        rounding=rounding,
    )


KINDS = {
    "Series": "a pandas Series was returned: convert it to a tensor",
    "DataFrame": "a pandas DataFrame was returned: convert it to a tensor",
    "ndarray": "a NumPy array was returned: convert it to a tensor",
    "list": "a list was returned: convert it to a tensor",
}
FEATURE_TYPES = {
    "the features are float64, which do not fit float32 weights: a network will refuse them": "torch.float64",
    "the features are float16, which keep only three digits: float32 is wanted": "torch.float16",
    "the label comes first: the order is (features, label)": "torch.int64",
}
LABEL_TYPES = {
    "the label is float32, but class labels have to be int64": "torch.float32",
    "the label is float64, but class labels have to be int64": "torch.float64",
    "the label is int32, but class labels have to be int64": "torch.int32",
    "the label is a truth value, but class labels have to be int64": "torch.bool",
}


def expect_sample(sample):
    """Expect a pair of tensors with the right types and shapes."""
    of = "__getitem__(0)"
    expect(
        not isinstance(sample, dict),
        of=f"{of}: a sample",
        expected="a pair (features, label)",
        got=sample,
        likely="a dictionary was returned, and batches would be dictionaries, too",
    )
    expect_equal(
        len(sample),
        2,
        of=f"{of}: the parts of a sample, features and label",
        diagnoses={
            "features and label are in one tensor: return a pair": 5,
            "the label is missing: only the features are returned": 4,
        },
    )
    features, label = sample[0], sample[1]
    for part, name in ((features, "features"), (label, "label")):
        kind = type(part).__name__
        expect(
            str(getattr(part, "dtype", "")).startswith("torch."),
            of=f"{of}: the {name}",
            expected="a torch tensor",
            got=part,
            likely=KINDS.get(kind, f"the conversion to tensors is missing: a plain {kind} was returned"),
        )
    expect_equal(
        str(features.dtype), "torch.float32", of=f"{of}: the type of the features", diagnoses=FEATURE_TYPES
    )
    expect_equal(
        tuple(features.shape),
        (4,),
        of=f"{of}: the shape of the features",
        diagnoses={
            "the label is among the features": (5,),
            "one of the features is missing": (3,),
            "the features have a superfluous axis: one sample is no batch": (1, 4),
            "the features are a column, not a vector": (4, 1),
        },
    )
    expect_equal(str(label.dtype), "torch.int64", of=f"{of}: the type of the label", diagnoses=LABEL_TYPES)
    expect_equal(
        tuple(label.shape),
        (),
        of=f"{of}: the shape of the label",
        diagnoses={
            "the label is a vector of one number; cross-entropy wants single numbers": (1,),
            "the label is one-hot: cross-entropy wants the number of the class": (2,),
        },
    )


def are_rescaled(got, right):
    """Whether each feature was shifted and scaled, alike in all samples."""
    lines = (np.corrcoef(got[:, column], right[:, column])[0, 1] for column in range(4))
    return bool(all(abs(got[:, column].std()) > 0 for column in range(4)) and min(lines) > 0.999)


def order_of(got, table):
    """Say how the samples are mixed up if these are rows of the table in another order."""
    known = {tuple(np.round(row[:4], 3)) for row in table}
    if not all(tuple(np.round(row[:4], 3)) in known for row in got):
        return "other"
    if (np.diff(got[:, 0]) > 0).all():
        return "sorted"
    own = np.round(got[:, 0]) % 3 > 0
    return "shuffled" if np.array_equal(own, got[:, 4]) else "apart"


@pytest.fixture(name="pairs")
def pairs_fixture():
    """Give what may be wrong with pairs of features and label."""
    return SimpleNamespace(
        feature_types=FEATURE_TYPES,
        label_types=LABEL_TYPES,
        expect_sample=expect_sample,
        are_rescaled=are_rescaled,
        order_of=order_of,
    )
