import os
import sys

import pytest

from autograder.sandbox.limits import Limits, folder_bytes, mapped_bytes, threads_of_user

KIB = 1024


def test_a_folders_bytes_are_those_of_its_blocks(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    empty = folder_bytes(tmp_path)
    (tmp_path / "deep" / "er" / "file").write_bytes(bytes(range(256)) * 4 * 64)
    assert 64 * KIB <= folder_bytes(tmp_path) - empty <= 80 * KIB


def test_a_hole_is_no_disk_space(tmp_path):
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(2**30)
    assert folder_bytes(tmp_path) < 64 * KIB


def test_links_are_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(bytes(256 * KIB))
    box = tmp_path / "box"
    box.mkdir()
    (box / "folder").symlink_to(outside)
    (box / "file").symlink_to(outside / "file")
    (box / "loop").symlink_to(box)
    assert folder_bytes(box) < 64 * KIB


def test_what_is_not_there_has_no_bytes(tmp_path):
    assert folder_bytes(tmp_path / "missing") == 0


def test_limits_have_defaults():
    limits = Limits()
    assert limits.memory_bytes == 4 * 2**30
    assert limits.disk_bytes == 64 * 2**20
    assert limits.files == 2_000


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_process_knows_its_mapped_bytes_and_its_users_threads():
    assert mapped_bytes() > 2**20
    assert threads_of_user(os.getuid()) >= 1


def test_a_worker_has_the_limits_it_was_given(run, level):
    told = run(
        """
        def body():
            import resource
            tell({name: resource.getrlimit(getattr(resource, name)) for name in
                 ("RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CPU", "RLIMIT_CORE", "RLIMIT_MEMLOCK")})
        sys.exit(confined(body, cpu_seconds=7).wait())
        """,
        level,
    )
    assert told.values == [
        {
            "RLIMIT_FSIZE": [2 * 2**20] * 2,
            "RLIMIT_NOFILE": [32, 32],
            "RLIMIT_CPU": [7, 7],
            "RLIMIT_CORE": [0, 0],
            "RLIMIT_MEMLOCK": [0, 0],
        }
    ]
