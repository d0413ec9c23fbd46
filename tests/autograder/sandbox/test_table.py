import functools
import json

import pytest

from autograder.sandbox.table import ORDINARY, enforcement
from autograder.sandbox.trial import try_level

ONLY_AT_FULL = {"look outside", "disk", "files"}
"""What Landlock does not see, and limits that need a file system of one's own."""

AS_A_USER = """
import json
from autograder.sandbox.table import enforcement
print(json.dumps([row._asdict() for row in enforcement({level!r})]))
"""


@pytest.fixture(scope="module")
def rows():
    """Give a function that gives a level's rows, found once."""
    return functools.cache(enforcement)


def not_enforced(rows):
    return {row["name"]: row["told"] for row in rows if not row["enforced"]}


def expected(level, rows):
    excused = set() if level == "full" else ONLY_AT_FULL
    return {name: told for name, told in not_enforced(rows).items() if name not in excused}


def test_everything_is_refused_to_a_worker(rows, level):
    found = [row._asdict() for row in rows(level)]
    assert len(found) >= 100
    assert expected(level, found) == {}


def test_everything_is_refused_to_an_ordinary_users_worker(level, as_ordinary_user):
    assert expected(level, as_ordinary_user(AS_A_USER.format(level=level))) == {}


def test_a_row_says_by_what_or_what_remains(rows, level):
    for row in rows(level):
        assert bool(row.layers) == row.enforced
        assert bool(row.remains) != row.enforced
        assert row.told
        assert row.layers != (ORDINARY,)  # at these levels, a layer of ours refuses it


def test_rows_are_plain_data(rows, level):
    found = [row._asdict() for row in rows(level)]
    names = [row["name"] for row in json.loads(json.dumps(found))]
    assert names == [row.name for row in rows(level)]
    assert len(set(names)) == len(names)


def test_limits_alone_are_told_for_what_they_are(as_ordinary_user):
    rows = as_ordinary_user(AS_A_USER.format(level="limits"))
    by_name = {row["name"]: row for row in rows}
    assert by_name["file size"]["enforced"]
    assert not by_name["fork"]["enforced"]
    assert by_name["fork"]["remains"] == "it can start a process"
    assert not by_name["read passwords"]["enforced"]


def test_a_level_that_does_not_work_is_an_error_that_says_why(full, forbidding):
    code = """
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.table import enforcement
try:
    enforcement("full")
except SandboxError as error:
    print(error)
"""
    words = forbidding(["unshare", "mount"], code)
    assert words.startswith("level 'full' does not work here: the wall of level 'full' cannot be built")
    assert "user namespaces may be forbidden here" in words


def test_a_trial_without_probes_finds_nothing(level):
    assert try_level(level) == (True, "", [])
