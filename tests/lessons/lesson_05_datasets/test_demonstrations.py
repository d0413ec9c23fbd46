"""Checks of demonstrations.py: what collecting, saving and loading have to do."""

import numpy as np
import pytest

from autograder.checks import check, expect, expect_close, expect_equal, varied

from .fingerprints_demonstrations import (
    COLLECTED_NAMES,
    COLLECTED_TYPES,
    LOADED_NAMES,
    LOADED_TYPES,
    expect_actions_taken,
    wrong_counts,
)

COLUMNS = ["s1", "s2", "s3", "s4", "action"]
MODULE = "lesson_05_datasets.demonstrations"


@pytest.fixture(name="folder")
def folder_fixture(submission):
    """Give the path of a temporary folder that student code can write to."""
    temporary = submission["tempfile"].TemporaryDirectory()
    yield temporary.name
    temporary.cleanup()


@check(points=1)
def test_the_table_has_the_right_columns_and_types(submission, script, files):
    """The table has the columns s1, s2, s3, s4 as float32 and action as int64.

    Later code finds columns by these names. float32 is the type of a network's weights, and int64 that of class labels:
    whatever goes through one array or one list of rows on the way gets one type for all five.
    """
    files.expect_table(
        submission,
        script.collect(submission, script.Env(3), 8),
        of="collect_demonstrations(…)",
        names=COLLECTED_NAMES,
        types=COLLECTED_TYPES,
    )


@check(points=1)
def test_the_table_has_exactly_n_samples_rows(submission, script):
    """The table has exactly n_samples rows, wherever in an episode that is.

    Episodes of 4 steps are asked for 1, 4, 5 and 7 rows: less than an episode, exactly one, and one with a part of the
    next. Both datasets have to have the size that was asked for, whatever the length of an episode.
    """
    wanted = [1, 4, 5, 7]
    got = [len(script.collect(submission, script.Env(4), n)) for n in wanted]
    expect_equal(
        got,
        wanted,
        of="collect_demonstrations(…): rows for n_samples = 1, 4, 5, 7 and episodes of 4 steps",
        diagnoses=wrong_counts(got[0]),
        hint="Count rows, not episodes, and stop in the middle of an episode.",
    )


@check(points=2, after=["test_the_table_has_exactly_n_samples_rows"])
def test_each_row_pairs_an_observation_with_its_action(submission, script, files):
    """Each row pairs an observation with the action chosen for it, before the step.

    The environment tells in each observation which step it belongs to, and the policy acts by what it sees; so a row
    (s, a) is right if a = policy(s), s runs through times 0, 1, 2, 3, and a is what the environment was given. Pair the
    action with the state *after* the step, and a network learns to answer a question that was never asked.
    """
    seen = []

    def noting(observation):
        seen.append([str(getattr(observation, "dtype", type(observation).__name__)), *np.shape(observation)])
        return script.parity(observation)

    env = script.Env(9)
    frame = script.collect(submission, env, 4, noting)
    expect(
        bool(env.seeds),
        of="collect_demonstrations(env, …): how often env is reset",
        expected="at least once",
        got="never",
        likely="the environment that was handed in is not used: another one is played",
    )
    expect(
        bool(seen),
        of="collect_demonstrations(env, policy, …): how often the policy is asked",
        expected="for each row",
        got="never",
        likely="the actions do not come from the policy",
    )
    expect_equal(
        seen[0],
        ["float32", 4],
        of="collect_demonstrations(env, policy, …): type and shape of what the policy gets",
        diagnoses={
            "the policy gets a batch of one observation: it wants the observation itself": ["float32", 1, 4],
            "the policy gets a tensor: it wants the array that the environment gave": ["torch.float32", 4],
            "the policy gets float64 numbers: it wants the array that the environment gave": ["float64", 4],
            "the policy gets a list: it wants the array that the environment gave": ["list", 4],
        },
    )
    right = script.rows((0, 0), (0, 1), (0, 2), (0, 3))
    after = [[*script.state(0, time + 1), time % 2] for time in range(4)]
    late = [[*script.state(0, time), (time + 1) % 2] for time in range(4)]
    early = [[*script.state(0, time), max(time - 1, 0) % 2] for time in range(4)]
    expect_close(
        files.numbers_of(frame),
        right,
        of="collect_demonstrations(…): the first rows of an episode",
        diagnoses={
            "the row holds the observation after the step: note it down before stepping": after,
            "the first observation of the episode, that of reset, is left out": script.rows(
                (0, 1), (0, 2), (0, 3), (0, 4)
            ),
            "the action is the one for the next observation: ask the policy before the step": late,
            "the action is the one for the observation before": early,
            "the observation is never updated after a step": script.rows(*[(0, 0)] * 4),
            "every step is followed by a reset, so every row is the first of an episode": script.rows(
                (0, 0), (1, 0), (2, 0), (3, 0)
            ),
            "the rows are in reverse order": right[::-1],
        },
    )
    expect_actions_taken(submission, script, files)


@check(points=1, after=["test_each_row_pairs_an_observation_with_its_action"])
def test_a_terminated_episode_is_followed_by_a_new_one(submission, script, files):
    """After a terminated episode the next one starts with a reset.

    `terminated` says that the pole has fallen. Who steps on records states in which no policy can do anything; the next
    row has to be the observation that the reset gives.
    """
    frame = script.collect(submission, script.Env(2, "terminated"), 8)
    expect_close(
        files.numbers_of(frame),
        script.episodes(4, range(2)),
        of="collect_demonstrations(…): the rows of four episodes that are terminated after 2 steps",
        diagnoses=script.wrong_ends
        | {"termination is ignored: an episode also ends when the pole falls": script.other_end_ignored},
        hint="Ask for `terminated or truncated` after each step.",
    )


@check(points=1, after=["test_a_terminated_episode_is_followed_by_a_new_one"])
def test_a_truncated_episode_is_followed_by_a_new_one(submission, script, files):
    """After a truncated episode the next one starts with a reset, too.

    `truncated` says that the time is up, 500 steps in CartPole. A good policy is never terminated: if only termination
    counted, its first episode would never end.
    """
    frame = script.collect(submission, script.Env(2, "truncated"), 8)
    ignored = "truncation is ignored: an episode also ends when its time is up"
    expect_close(
        files.numbers_of(frame),
        script.episodes(4, range(2)),
        of="collect_demonstrations(…): the rows of four episodes that are truncated after 2 steps",
        diagnoses={ignored: script.other_end_ignored} | script.wrong_ends,
        hint="Ask for `terminated or truncated` after each step.",
    )


@check(points=1, after=["test_a_terminated_episode_is_followed_by_a_new_one"])
def test_only_the_first_reset_is_seeded(submission, script):
    """Only the first reset gets the seed, so that episodes differ from each other.

    The environment notes what each reset is given: seed, None, None. With the seed in every reset, all episodes begin
    in the same state; with seed + 1, seed + 2, … the second episode of one table is the first of the next.
    """
    env = script.Env(2)
    script.collect(submission, env, 5, seed=7)
    seeds = env.seeds[:3]
    fixed = isinstance(seeds[0], int) and seeds[1:] == [None, None]
    expect_equal(
        seeds,
        [7, None, None],
        of="collect_demonstrations(…, seed=7): the seeds of the first three resets",
        diagnoses={
            "every episode is reset with the seed, so that all start alike and the table holds copies": [
                7,
                7,
                7,
            ],
            "the seed is not used: the first reset gets none": [None, None, None],
            "each reset gets a seed of its own, so tables of neighbouring seeds share episodes": [7, 8, 9],
            "the first reset is seeded with another number than the seed": seeds if fixed else None,
            "the seed comes too late: the first reset gets none": [None, 7, 7],
        },
        hint="env.reset(seed=seed) once, before the first episode; env.reset() after that.",
    )


@check(points=1, after=["test_only_the_first_reset_is_seeded"])
def test_equal_seeds_give_equal_tables(submission, files):
    """Equal seeds give equal tables, different seeds different ones.

    Three tables of 60 rows are collected in CartPole, with the seeds 3, 3 and 4. Only so can a result be repeated, and
    the training and test set come from different episodes.
    """
    env = submission["gymnasium"].make("CartPole-v1")
    collect_demonstrations = submission[MODULE].collect_demonstrations

    def table(seed):
        frame = collect_demonstrations(env, submission.lend(lean), 60, varied(seed))
        return files.numbers_of(frame)

    first, again, other = table(3), table(3), table(4)
    env.close()
    expect(
        np.array_equal(first, again),
        of="collect_demonstrations(env, …, seed=3), once more with the same environment",
        expected="the same table",
        got="another table",
        likely="more than the seed decides: an earlier call, or random numbers from elsewhere",
    )
    expect(
        not np.array_equal(first, other),
        of="collect_demonstrations(env, …, seed=4) after seed=3",
        expected="a different table",
        got="the same table",
        likely="the seed is ignored, or the table of an earlier call is returned again",
    )


def lean(observation):
    """Push to where the pole leans."""
    return int(observation[2] > 0)


@check(points=0.5, after=["test_the_table_has_exactly_n_samples_rows"])
def test_the_environment_is_left_open(submission, script):
    """The environment is left open.

    Who made the environment closes it: a second table is often collected in the same one. The environment notes
    whether close() was called.
    """
    env = script.Env(2)
    script.collect(submission, env, 5)
    expect(
        not env.closed,
        of="collect_demonstrations(env, …): the environment after the call",
        expected="still open",
        got="closed",
        likely="env.close() is called: leave that to who made the environment",
    )


@check(points=0.5)
def test_no_samples_are_refused(submission, script, expect_refusal):
    """n_samples below 1 is refused with a ValueError.

    0 and -3 are tried. A table without rows would be found out much later, as a division by zero or a mean of nothing.
    """
    for n_samples in (0, -3):
        expect_refusal(
            lambda count=n_samples: script.collect(submission, script.Env(2), count),
            "ValueError",
            of=f"collect_demonstrations(…, n_samples={n_samples}, …)",
            causes={
                "nothing": f"n_samples = {n_samples} is accepted: raise a ValueError if it is less than 1",
                "AssertionError": "an assert is no way to refuse an argument: raise a ValueError",
            },
        )


@check(points=1)
def test_save_writes_a_header_and_one_line_for_each_sample(submission, files, folder):
    """The file holds the columns' names and one line for each sample, and no row numbers.

    A table of 64 samples is saved, and then one of 10 under the same name. The header makes the file readable without
    this code; a file that is there already is replaced, or a second run would mix old samples with new ones.
    """
    path = f"{folder}/train.csv"
    lines = files.saved_lines(submission, files.awkward_frame(), path)
    header = lines[0] if lines else []
    expect(
        header == COLUMNS,
        of="save(frame, path): the first line of the file",
        expected="s1,s2,s3,s4,action",
        got=",".join(header),
        likely=files.cause_of_header(header),
    )
    again = files.saved_lines(submission, files.awkward_frame()[:10], path)
    expect_equal(
        [len(lines), len(again)],
        [65, 11],
        of="save(frame, path): the lines in the file for 64 samples, then for 10 under the same name",
        diagnoses={
            "the file is appended to: one that is there already is to be replaced": [65, 76],
            "the file is appended to, without a second header: it is to be replaced": [65, 75],
            "a file that is there already is kept: it is to be replaced": [65, 65],
            "one sample is missing": [64, 10],
            "one line too many is written": [66, 12],
        },
    )


@check(points=1, after=["test_save_writes_a_header_and_one_line_for_each_sample"])
def test_load_gives_back_what_save_wrote(submission, files, folder):
    """What was saved is loaded again bit by bit, with the same types.

    The table holds numbers from 1e-12 to 1e3 that need nine significant digits. A CSV file knows no types: load has to
    ask for float32 and int64, or gets what pandas makes of the text.
    """
    path = f"{folder}/train.csv"
    frame = files.awkward_frame()
    numbers = frame.to_numpy(np.float64)
    written = np.array(files.saved_lines(submission, frame, path)[1:], dtype=np.float64).astype(np.float32)
    expect(
        np.array_equal(written, numbers),
        of="save(frame, path): the numbers in the file",
        expected="the same numbers as in the table, bit by bit",
        got=f"{(written != numbers).sum()} of {numbers.size} differ",
        likely=files.rounding(written, frame),
    )
    loaded = submission[MODULE].load(path)
    files.expect_table(
        submission,
        loaded,
        of="load(path)",
        names=LOADED_NAMES,
        types=LOADED_TYPES,
    )
    expect_equal(
        len(loaded),
        64,
        of="load(path): the rows",
        diagnoses={"the first sample is taken for a header": 63},
    )
    differing = int((loaded[COLUMNS].to_numpy(np.float64) != numbers).sum())
    expect(
        differing == 0,
        of="load(path): the numbers",
        expected="the same numbers as in the file, bit by bit",
        got=f"{differing} of {numbers.size} differ",
        likely="the numbers are changed when they are read: rounded, scaled or in another order",
    )


@check(points=0.5)
def test_load_refuses_what_is_no_table_of_demonstrations(submission, files, folder, expect_refusal):
    """A file that is no table of demonstrations is refused with a ValueError.

    Ten such files are tried: empty, with other columns, with gaps, words or half an action, with lines of different
    lengths or all too long. What is accepted here would fail, or worse, not fail, somewhere in lesson 06's training.
    """
    path = submission["pathlib"].Path(f"{folder}/train.csv")
    load = submission[MODULE].load
    path.write_text(files.header + "0.5,-1,2,1e-3,1\n0.25,1,3,-4,0\n")
    expect_equal(len(load(str(path))), 2, of="load(path): the rows of a good file with two samples")
    for problem, (text, cause) in files.no_tables.items():
        path.write_text(text)
        expect_refusal(
            lambda: load(str(path)),
            "ValueError",
            of=f"load(path) of a file that {problem}",
            causes={
                "nothing": cause,
                "AssertionError": "an assert is no way to refuse a file: raise a ValueError",
                "KeyError": "a missing column gives pandas' KeyError: look at the columns first",
            },
        )


@check(points=0.5, after=["test_load_refuses_what_is_no_table_of_demonstrations"])
def test_load_says_which_file_is_wrong(submission, files, folder, expect_refusal):
    """A missing file gives a FileNotFoundError, a wrong one a single line that names it.

    All the wrong files are tried once more. Who has two files wants to know which of them is wrong. pandas' own errors
    do not tell, and some have many lines; but a file that does not exist is no wrong file, and its error should stay
    what it is.
    """
    load = submission[MODULE].load
    causes = {
        "nothing": "a missing file is passed over: let the FileNotFoundError pass",
        "ValueError": "a missing file is reported like a wrong one: let the FileNotFoundError pass",
    }
    expect_refusal(
        lambda: load(f"{folder}/no.csv"), "FileNotFoundError", of="load(path) of no file", causes=causes
    )
    path = submission["pathlib"].Path(f"{folder}/train.csv")
    for problem, (content, _) in files.no_tables.items():
        path.write_text(content)
        text = ""
        try:
            load(str(path))
        except Exception as error:  # noqa: BLE001  the check before this one judges its kind
            text = str(error)
        of = f"load(path) of a file that {problem}: the error's text"
        likely = "the error does not name the file: pandas' own, if it is passed on, never does"
        expect("train.csv" in text, of=of, expected="the file's name in it", got=text, likely=likely)
        likely = "the text has several lines: join them"
        expect(len(text.splitlines()) == 1, of=of, expected="one line", got=repr(text), likely=likely)
