"""Checks of demonstrations.py: what collecting, saving and loading have to do."""

import numpy as np
import pandas as pd
import pytest
from gymnasium.spaces import Box, Discrete

from autograder.checks import check, expect, expect_close, expect_equal, expect_raises

COLUMNS = ["s1", "s2", "s3", "s4", "action"]
MODULE = "lesson_05_datasets.demonstrations"


class ScriptedEnv:
    """An environment whose observations tell where they come from: (episode, time, 100 episode + time, 0.1).

    Episode e ends after lengths[e] steps, by termination or by truncation.  Who steps on without a reset gets
    on: the time goes on counting in the same episode.
    """

    observation_space = Box(-np.inf, np.inf, (4,), np.float32)
    action_space = Discrete(2)

    def __init__(self, lengths, ends_by):
        self.lengths = lengths
        self.ends_by = ends_by
        self.episode = -1
        self.time = 0
        self.seeds = []

    def reset(self, *, seed=None, options=None):  # noqa: ARG002  gymnasium calls it with options
        self.seeds.append(seed)
        self.episode += 1
        self.time = 0
        return self.observation(), {}

    def step(self, action):  # noqa: ARG002  the script goes on whatever is done
        self.time += 1
        over = self.time >= self.lengths[self.episode % len(self.lengths)]
        return (
            self.observation(),
            1.0,
            over and self.ends_by == "termination",
            over and self.ends_by == "truncation",
            {},
        )

    def observation(self):
        return state(self.episode, self.time)

    def close(self):
        pass


def state(episode, time):
    return np.array([episode, time, 100 * episode + time, 0.1], dtype=np.float32)


def parity(observation):
    """Act by what is observed: 1 where 100 episode + time is odd."""
    return int(observation[2]) % 2


def rows(*places):
    """Return the rows that a table holds which visits these (episode, time) places with the policy `parity`."""
    return [[*state(episode, time), time % 2] for episode, time in places]


def collect(submission, env, n_samples, policy=parity, seed=7):
    collect_demonstrations = submission[MODULE].collect_demonstrations
    return collect_demonstrations(submission.lend(env), submission.lend(policy), n_samples, seed)


@pytest.fixture(name="folder")
def folder_fixture(submission):
    """Give the path of a temporary folder that student code can write to."""
    temporary = submission["tempfile"].TemporaryDirectory()
    yield temporary.name
    temporary.cleanup()


@check(points=1)
def test_the_table_has_the_right_columns_and_types(submission):
    """The table has the columns s1, s2, s3, s4 as float32 and action as int64."""
    frame = collect(submission, ScriptedEnv([3], "termination"), 8)
    expect_equal(
        [str(column) for column in frame.columns], COLUMNS, of="collect_demonstrations(…): the columns"
    )
    expect_equal(
        [str(dtype) for dtype in frame.dtypes],
        ["float32"] * 4 + ["int64"],
        of="collect_demonstrations(…): the columns' types",
        diagnoses={
            "the observations became float64, pandas' default: convert them to float32": ["float64"] * 4
            + ["int64"],
            "observations and actions went through one array, so the actions became float32": ["float32"] * 5,
            "observations and actions went through one array of Python floats": ["float64"] * 5,
            "the actions are int32": ["float32"] * 4 + ["int32"],
            "the table was built from Python objects, without numeric types": ["object"] * 5,
        },
    )


@check(points=1)
def test_the_table_has_exactly_n_samples_rows(submission):
    """The table has exactly n_samples rows, wherever in an episode that is."""
    wanted = [1, 4, 5, 7]
    got = [len(collect(submission, ScriptedEnv([4], "termination"), n)) for n in wanted]
    expect_equal(
        got,
        wanted,
        of="collect_demonstrations(…): rows for n_samples = 1, 4, 5, 7 and episodes of 4 steps",
        diagnoses={
            "whole episodes are kept: cut the table at n_samples": [4, 4, 8, 8],
            "one episode too many is kept": [4, 8, 8, 8],
            "off by one: one row too few": [0, 3, 4, 6],
            "off by one: one row too many": [2, 5, 6, 8],
            "n_samples episodes are played instead of n_samples steps": [4, 16, 20, 28],
            "collecting stops at the end of the first episode": [1, 4, 4, 4],
        },
        hint="Count rows, not episodes, and stop in the middle of an episode.",
    )


@check(points=2, after=["test_the_table_has_exactly_n_samples_rows"])
def test_each_row_pairs_an_observation_with_its_action(submission):
    """Each row pairs an observation with the action chosen for it, before the step."""
    frame = collect(submission, ScriptedEnv([9], "termination"), 4)
    right = rows((0, 0), (0, 1), (0, 2), (0, 3))
    after = [[*state(0, time + 1), time % 2] for time in range(4)]
    late = [[*state(0, time), (time + 1) % 2] for time in range(4)]
    expect_close(
        frame[COLUMNS].to_numpy(),
        right,
        of="collect_demonstrations(…): the first rows of an episode",
        diagnoses={
            "the row holds the observation after the step: note it down before stepping": after,
            "the first observation of the episode, that of reset, is left out": rows(
                (0, 1), (0, 2), (0, 3), (0, 4)
            ),
            "the action belongs to another observation than the one in its row": late,
            "the observation is never updated after a step": rows(*[(0, 0)] * 4),
        },
    )


EPISODES_OF_TWO = rows((0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1))
END_DIAGNOSES = {
    "the environment is not reset after the episode's end": rows(*[(0, time) for time in range(6)]),
    "the last observation, after the episode's end, is recorded too": rows(
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)
    ),
    "after a reset the old observation is still used": rows((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 1)),
    "the first observation after a reset is lost": rows((0, 0), (0, 1), (1, 1), (2, 1), (3, 1), (4, 1)),
}


@check(points=1, after=["test_each_row_pairs_an_observation_with_its_action"])
def test_a_terminated_episode_is_followed_by_a_new_one(submission):
    """After a terminated episode the next one starts with a reset."""
    frame = collect(submission, ScriptedEnv([2], "termination"), 6)
    expect_close(
        frame[COLUMNS].to_numpy(),
        EPISODES_OF_TWO,
        of="collect_demonstrations(…): the rows of three episodes that are terminated after 2 steps",
        diagnoses=END_DIAGNOSES,
        hint="Ask for `terminated or truncated` after each step.",
    )


@check(points=1, after=["test_a_terminated_episode_is_followed_by_a_new_one"])
def test_a_truncated_episode_is_followed_by_a_new_one(submission):
    """After a truncated episode the next one starts with a reset, too."""
    frame = collect(submission, ScriptedEnv([2], "truncation"), 6)
    ignored = "truncation is ignored: an episode also ends when its time is up"
    never_reset = END_DIAGNOSES["the environment is not reset after the episode's end"]
    expect_close(
        frame[COLUMNS].to_numpy(),
        EPISODES_OF_TWO,
        of="collect_demonstrations(…): the rows of three episodes that are truncated after 2 steps",
        diagnoses={ignored: never_reset} | END_DIAGNOSES,
        hint="Ask for `terminated or truncated` after each step.",
    )


@check(points=1, after=["test_a_terminated_episode_is_followed_by_a_new_one"])
def test_only_the_first_reset_is_seeded(submission):
    """Only the first reset gets the seed, so that episodes differ from each other."""
    env = ScriptedEnv([2], "termination")
    collect(submission, env, 5, seed=7)
    expect_equal(
        env.seeds[:3],
        [7, None, None],
        of="collect_demonstrations(…, seed=7): the seeds of the first three resets",
        diagnoses={
            "every episode is reset with the seed, so that all start alike and the table holds copies": [
                7,
                7,
                7,
            ],
            "the seed is not used": [None, None, None],
            "each reset gets a seed of its own: one seed at the start is enough": [7, 8, 9],
        },
        hint="env.reset(seed=seed) once, before the first episode; env.reset() after that.",
    )


@check(points=1, after=["test_only_the_first_reset_is_seeded"])
def test_equal_seeds_give_equal_tables(submission):
    """Equal seeds give equal tables, different seeds different ones."""
    env = submission["gymnasium"].make("CartPole-v1")
    collect_demonstrations = submission[MODULE].collect_demonstrations

    def table(seed):
        frame = collect_demonstrations(env, submission.lend(lean), 60, seed)
        return frame[COLUMNS].to_numpy()

    first, again, other = table(3), table(3), table(4)
    env.close()
    expect_close(
        again, first, of="collect_demonstrations(env, …, seed=3), once more with the same environment"
    )
    expect(
        not np.array_equal(first, other),
        of="collect_demonstrations(env, …, seed=4) after seed=3",
        expected="a different table",
        got="the same table",
        likely="the seed is ignored",
    )


def lean(observation):
    """Push to where the pole leans."""
    return int(observation[2] > 0)


@check(points=1)
def test_no_samples_are_refused(submission):
    """n_samples below 1 is refused with a ValueError."""
    for n_samples in (0, -3):
        with expect_raises("ValueError", of=f"collect_demonstrations(…, n_samples={n_samples}, …)"):
            collect(submission, ScriptedEnv([2], "termination"), n_samples)


def awkward_frame():
    """Make a table of float32 numbers that need up to nine digits, small and large."""
    rng = np.random.default_rng(5)
    values = (rng.normal(size=(64, 4)) * 10.0 ** rng.integers(-12, 4, size=(64, 4))).astype(np.float32)
    frame = pd.DataFrame(values, columns=COLUMNS[:4])
    frame["action"] = rng.integers(0, 2, size=64)
    return frame


@check(points=1)
def test_save_writes_a_header_and_one_line_for_each_sample(submission, folder):
    """The file holds the columns' names and one line for each sample, and no row numbers."""
    path = f"{folder}/train.csv"
    submission[MODULE].save(awkward_frame(), path)
    lines = submission["pathlib"].Path(path).read_text().splitlines()
    expect_equal(
        lines[0],
        "s1,s2,s3,s4,action",
        of="save(frame, path): the first line of the file",
        diagnoses={
            "the row numbers are written as a column of their own: index=False": ",s1,s2,s3,s4,action",
            "the columns are separated by semicolons": "s1;s2;s3;s4;action",
        },
    )
    expect_equal(len(lines), 65, of="save(frame, path): the lines in the file for 64 samples")


@check(points=1, after=["test_save_writes_a_header_and_one_line_for_each_sample"])
def test_load_gives_back_what_save_wrote(submission, folder):
    """What was saved is loaded again bit by bit, with the same types."""
    path = f"{folder}/train.csv"
    frame = awkward_frame()
    submission[MODULE].save(frame, path)
    loaded = submission[MODULE].load(path)
    expect_equal([str(column) for column in loaded.columns], COLUMNS, of="load(path): the columns")
    expect_equal(
        [str(dtype) for dtype in loaded.dtypes],
        ["float32"] * 4 + ["int64"],
        of="load(path): the columns' types",
        diagnoses={"pandas reads float64 unless it is told otherwise": ["float64"] * 4 + ["int64"]},
    )
    different = loaded[COLUMNS].to_numpy(np.float64) != frame[COLUMNS].to_numpy(np.float64)
    expect(
        not different.any(),
        of="save(frame, path), then load(path): the numbers",
        expected="the same numbers as before, bit by bit",
        got=f"{different.sum()} of {different.size} differ",
        likely="numbers are rounded when they are written: nine significant digits recover every float32",
    )


@check(points=1)
def test_load_refuses_what_is_no_table_of_demonstrations(submission, folder):
    """A file that is no table of demonstrations is refused with a ValueError."""
    path = submission["pathlib"].Path(f"{folder}/train.csv")
    load = submission[MODULE].load
    path.write_text("s1,s2,s3,s4,action\n0.5,-1,2,1e-3,1\n0.25,1,3,-4,0\n")
    expect_equal(len(load(str(path))), 2, of="load(path): the rows of a good file with two samples")
    for problem, text in {
        "is empty": "",
        "lacks the column action": "s1,s2,s3,s4\n1,2,3,4\n",
        "has other columns": "x,v,angle,rate,action\n1,2,3,4,0\n",
        "has a word among the numbers": "s1,s2,s3,s4,action\n1,2,far,4,0\n",
        "has a gap among the states": "s1,s2,s3,s4,action\n1,2,,4,0\n",
        "has a gap among the actions": "s1,s2,s3,s4,action\n1,2,3,4,\n",
        "has half an action": "s1,s2,s3,s4,action\n1,2,3,4,0.5\n",
        "has lines of different lengths": "s1,s2,s3,s4,action\n1,2,3,4,0\n1,2,3,4,0,7,8\n",
    }.items():
        path.write_text(text)
        with expect_raises("ValueError", of=f"load(path) of a file that {problem}"):
            load(str(path))
