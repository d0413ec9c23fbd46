SUMS = "lesson_01_numbers/sums.py"
MINE = "# my own work\ndef add(a, b):\n    return a + b\n"


def backups(course):
    """Every file under .course/backups, by its name below the time stamp."""
    return {
        str(file.relative_to(stamp)): file.read_text()
        for stamp in sorted((course.work / "backups").glob("*"))
        for file in sorted(stamp.rglob("*"))
        if file.is_file()
    }


def test_hints_come_one_by_one_and_are_counted(own):
    said = [own.course("hint", "sums").stdout for _ in range(4)]
    assert "lesson_01_numbers/sums: hint 1 of 3" in said[0]
    assert "A sum is a loop." in said[0]
    assert "Start at zero." in said[1]
    assert "return a + b" in said[2]
    assert "If you give up: course solution lesson_01_numbers/sums --give-up" in said[2]
    assert said[3] == said[2]
    assert "3 of 3 hints, not checked yet" in own.course("progress").stdout


def test_solution_prints_the_reference_to_who_gives_up(own):
    run = own.course("solution", "sums")
    assert run.returncode == 2
    assert run.stdout == ""
    assert "lesson_01_numbers/sums does not pass yet; course hint sums helps on" in run.stderr
    for options in (["--give-up"], []):  # it is remembered
        run = own.course("solution", "sums", *options)
        assert run.returncode == 0
        assert [line.rstrip() for line in run.stdout.splitlines()] == [
            *(own.solutions / SUMS).read_text().splitlines(),
            "",
        ]


def test_solution_prints_the_reference_after_a_pass(own):
    (own.lessons / SUMS).write_text((own.solutions / SUMS).read_text())
    own.course("check", "sums")
    assert "math.fsum" in own.course("solution", "sums").stdout


def test_solution_can_be_shown_beside_ones_own(own):
    (own.lessons / SUMS).write_text(MINE)
    shown = own.course("solution", "sums", "--diff", "--give-up").stdout
    assert "- # my own work\n" in shown
    assert "+     return math.fsum(values)\n" in shown
    reference = (own.solutions / SUMS).read_text().splitlines(keepends=True)
    (own.lessons / SUMS).write_text("".join(line for line in reference if "SOLUTION" not in line))
    assert "Your version is the reference" in own.course("solution", "sums", "--diff").stdout
    (own.lessons / SUMS).unlink()
    run = own.course("solution", "sums", "--diff")
    assert run.returncode == 2
    assert run.stderr.startswith(f"error: cannot read {SUMS}: No such file or directory; course reset ")


def test_explain_tells_what_a_check_does(tiny):
    run = tiny.course("explain", "the_mean")
    assert run.returncode == 0
    assert run.stdout.splitlines() == [
        "The mean is the sum divided by the number of values.",
        "lesson_01_numbers/means: 1 point, at most 10 seconds",
        "",
        "name: the_mean",
        "code: tests/lessons/lesson_01_numbers/test_means.py:9",
    ]
    assert tiny.course("explain", "sums").stdout.count("code: ") == 4


def test_progress_marks_what_is_done_and_what_changed_since(own):
    (own.lessons / SUMS).write_text((own.solutions / SUMS).read_text())
    run = own.course("check", "lesson_01")
    assert (run.returncode, run.stderr) == (1, "")
    assert "means  not started" in run.stdout
    assert "4 of 7 checks passed, 6/10 points" in run.stdout
    progress = rows(own.course("progress").stdout)
    assert "6/10" in progress["lesson_01_numbers"]
    assert "✓ done" in progress["sums"]
    assert progress["means"].split() == ["means", "0/4"]
    assert "not checked yet" in progress["greetings"]
    assert progress["next:"] == "next: course check lesson_01_numbers/means"
    (own.lessons / SUMS).write_text(MINE)
    assert "changed since its last check" in rows(own.course("progress").stdout)["sums"]


def rows(text):
    """The lines of a table by their first word."""
    return {line.split()[0]: line for line in text.splitlines() if line.strip()}


def test_a_damaged_state_is_no_obstacle(own):
    own.work.mkdir(exist_ok=True)
    (own.work / "state.json").write_text("{ no json")
    assert "not checked yet" in own.course("progress").stdout
    assert own.course("hint", "sums").returncode == 0


def test_reset_puts_the_skeleton_back_and_keeps_what_it_replaces(own):
    skeleton = (own.lessons / SUMS).read_text()
    (own.lessons / SUMS).write_text(MINE)
    run = own.course("reset", "sums")
    assert (run.returncode, run.stderr) == (0, "")
    assert "lesson_01_numbers/sums.py is the skeleton again" in run.stdout
    assert (own.lessons / SUMS).read_text() == skeleton
    assert backups(own) == {f"lessons/{SUMS}": MINE}
    kept = own.root / run.stdout.partition("your version: ")[2].strip()
    assert kept.read_text() == MINE
    again = own.course("reset", SUMS)
    assert "is the skeleton already" in again.stdout
    assert len(backups(own)) == 1
    (own.lessons / SUMS).unlink()
    assert own.course("reset", f"lessons/{SUMS}").returncode == 0
    assert (own.lessons / SUMS).read_text() == skeleton


def test_reset_changes_nothing_where_it_cannot_keep_a_copy(own):
    (own.lessons / SUMS).write_text(MINE)
    own.work.mkdir(exist_ok=True)
    (own.work / "backups").write_text("a file where the folder should be")
    run = own.course("reset", "sums")
    assert run.returncode == 2
    assert run.stderr.startswith("error: cannot back up ")
    assert run.stderr.count("\n") == 1
    assert (own.lessons / SUMS).read_text() == MINE


def test_reset_needs_a_solution_to_make_the_skeleton_from(own):
    (own.solutions / SUMS).unlink()
    for command in (["reset"], ["solution", "--give-up"]):
        run = own.course(*command, "sums")
        assert run.returncode == 2
        assert run.stderr.startswith("error: cannot read ")
        assert run.stderr.count("\n") == 1


def test_a_state_that_cannot_be_written_is_one_line(own):
    own.work.write_text("a file where the folder should be")
    run = own.course("hint", "sums")
    assert run.returncode == 2
    assert run.stderr.startswith("error: cannot write ")
    assert run.stderr.count("\n") == 1
