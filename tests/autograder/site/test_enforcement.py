from autograder.sandbox.probes import acts
from autograder.site.enforcement import AREAS, acts_table


def row(what):
    """Return the cells of the act that does `what`."""
    return next(
        line.strip("| ").split(" | ") for line in acts_table().splitlines() if line.startswith(f"| {what} |")
    )


def test_every_act_has_a_row():
    lines = acts_table().splitlines()
    assert all(any(line.startswith(f"| {act.what} |") for line in lines) for act in acts())
    assert sum(line.startswith("| ") for line in lines) == len(acts()) + 2 * len(AREAS)


def test_a_level_refuses_what_one_of_its_layers_refuses():
    assert row("make a TCP socket") == ["make a TCP socket", "seccomp", "✓", "✓", "–"]  # noqa: RUF001
    assert row("use more memory than allowed")[1:] == ["limits", "✓", "✓", "✓"]
    assert row("ask whether a file outside exists, how long it is and when it changed")[2:4] == ["✓", "–"]  # noqa: RUF001


def test_the_version_that_landlock_needs_is_told():
    assert "Landlock (from version 4)" in row("wait for network connections")[1]
