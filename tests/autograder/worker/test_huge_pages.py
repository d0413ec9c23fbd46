"""Tests of autograder/worker/huge_pages.py: what is gathered, and that it stays what it is."""

import re
import subprocess
import sys

import pytest

from autograder.paths import ROOT
from autograder.worker import huge_pages
from autograder.worker.huge_pages import SIZE

MAPS = f"""\
{0:012x}-{SIZE - 1:012x} rw-p 00000000 00:00 0
{3 * SIZE:012x}-{6 * SIZE:012x} rw-p 00000000 00:00 0 [heap]
{7 * SIZE + 4096:012x}-{9 * SIZE + 8192:012x} rw-p 00000000 00:00 0
{10 * SIZE:012x}-{12 * SIZE:012x} r--p 00000000 00:00 0
{13 * SIZE:012x}-{15 * SIZE:012x} rw-s 00000000 00:00 0
{16 * SIZE:012x}-{18 * SIZE:012x} rw-p 00000000 08:01 4711 /a file/with spaces
"""

PROGRAM = """
import re, sys
sys.path.insert(0, sys.argv[1])
from autograder.worker import huge_pages

def huge():
    sizes = re.findall(r"^AnonHugePages: +([0-9]+) kB", open("/proc/self/smaps").read(), re.MULTILINE)
    return sum(map(int, sizes))

held = [bytes([number % 256]) * 100_000 for number in range(500)]
before = huge()
huge_pages.gather()
assert all(item == bytes([number % 256]) * 100_000 for number, item in enumerate(held))
print(before, huge())
"""


def test_only_private_memory_without_a_file_and_whole_pages_are_gathered(monkeypatch, tmp_path):
    asked = []
    maps = tmp_path / "maps"
    maps.write_text(MAPS)
    monkeypatch.setattr(huge_pages, "MAPS", maps)
    monkeypatch.setattr(
        huge_pages, "_collapse", lambda first, last: asked.append((first // SIZE, last // SIZE))
    )
    huge_pages.gather()
    assert asked == [(3, 6), (8, 9)]


@pytest.mark.skipif(sys.platform != "linux", reason="huge pages are asked for as on Linux")
def test_a_process_is_what_it_was_and_lies_in_huge_pages_where_the_kernel_can():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ROOT)], capture_output=True, text=True, check=True, timeout=60
    )
    before, after = map(int, re.findall("[0-9]+", done.stdout))
    assert after >= before
