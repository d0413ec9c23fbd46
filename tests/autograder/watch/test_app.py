"""The app at 80x24, with real keys, a real judge and real saves, in the tiny course."""

import json

from rich.cells import cell_len

SUMS = "lesson_01_numbers/sums.py"
MEANS = "lesson_01_numbers/means.py"
GREETINGS = "lesson_02_words/greetings.py"

TOTAL = "import math\n\n\ndef total(values):\n    return math.fsum(values)\n\n\n"
RIGHT = f"{TOTAL}def add(a, b):\n    return a + b\n"
WRONG = f"{TOTAL}def add(a, b):\n    return a * b\n"


def state(course):
    """What is remembered."""
    return json.loads((course.work / "state.json").read_text())


# --- The loop -------------------------------------------------------------------------------------------------


def test_a_save_turns_red_to_green_and_the_points_count(watching):
    student = watching("sums")
    first = student.until("not written yet").splitlines()
    assert first[0].split() == ["A", "tiny", "course", "░" * 24, "0", "of", "12", "points"]
    assert " ".join(first[1].split()) == "Add numbers 0 of 4 checks pass, 0 of 6 points"
    assert first[2] == "lessons/lesson_01_numbers/sums.py:7"
    student.save(SUMS, WRONG)
    student.until("expected 5   got 6")
    red = student.until("after the save")  # when all checks are done
    assert "expected 5   got 6" in red
    assert "✗ Two numbers are added." in red
    assert "- Negative numbers are added." in red
    assert "likely: the numbers are multiplied" in red
    assert "look at: lesson_01_numbers/sums.py:8, add" in red
    assert "next: press h for a hint" in red
    assert "lessons/lesson_01_numbers/sums.py:8" in red
    student.save(SUMS, RIGHT)
    green = student.until("█" * 12 + "░" * 12 + " 6 of 12 points")
    assert "lesson_01_numbers/sums is done: 4 of 4 checks pass, 6 of 6 points" in green
    assert "press n for the next exercise" in green
    assert state(student.course)["standings"]["lesson_01_numbers/sums"]["passed"]


def test_the_screen_fits_80_columns_and_24_lines(watching):
    student = watching("sums")
    screen = student.until("not written yet").splitlines()
    assert len(screen) == 24
    assert max(map(len, screen)) <= 80
    assert screen[-1] == ("h hint  n next  l list  a all  e why  r reset  s solution  t TensorBoard  q quit")


def test_an_event_that_comes_after_the_end_is_let_go(watching):
    student = watching("sums")
    student.until("not written yet")
    student.quit_with_an_event_on_its_way()
    assert "not written yet" in watching("sums").until("not written yet")


def test_a_save_of_another_exercise_goes_there(watching):
    student = watching("sums")
    student.until("not written yet")
    student.save(GREETINGS, "def greet(name):\n    return f'Hello {name}!'\n")
    assert "likely: the comma is missing" in student.until("lesson_02_words/greetings: The greeting")


def test_a_file_of_the_course_changes_nothing_and_that_is_said(watching):
    student = watching("sums")
    student.until("not written yet")
    student.save("lesson_01_numbers/__init__.py", "# mine\n")
    student.until("lesson_01_numbers/__init__.py belongs to the course")


# --- Whatever the student's code does, the watch goes on ---------------------------------------------------------


def test_a_module_that_is_no_python_is_told_with_its_line(watching):
    student = watching("sums")
    student.until("not written yet")
    student.save(SUMS, "def add(a, b)\n    return a + b\n")
    assert "look at: lesson_01_numbers/sums.py:1" in student.until("SyntaxError: expected ':'")
    student.save(SUMS, "\n\nimport no_such\n")
    assert "look at: lesson_01_numbers/sums.py:3, <module>" in student.until("No module named 'no_such'")
    student.save(SUMS, RIGHT)
    student.until("is done")


def test_a_loop_without_end_is_told_with_its_line(watching):
    student = watching("sums")
    student.until("not written yet")
    student.save(SUMS, WRONG.replace("return a * b", "while True:\n        a += 1"))
    late = student.until("no answer within 2 seconds")
    assert "⧖ Two numbers are added." in late
    assert "look at: lesson_01_numbers/sums.py:" in late
    assert late.splitlines()[2] in {f"lessons/{SUMS}:9", f"lessons/{SUMS}:10"}
    student.save(SUMS, RIGHT)
    student.until("is done")


def test_a_loop_at_import_costs_the_time_of_one_check_only(watching):
    student = watching("sums")
    student.until("not written yet")
    student.save(SUMS, "while True:\n    pass\n")
    student.until("no answer within 2 seconds")
    late = student.until("after the save")
    assert "⧖ Two numbers are added." in late
    assert "- All values are added." in late


def test_a_newer_save_stops_a_loop(watching):
    student = watching("sums")
    student.until("not written yet")
    student.save(MEANS, "while True:\n    pass\n")  # its checks may take ten seconds each
    student.until("Average numbers")
    student.until("▸ The mean is")
    student.save(MEANS, "def mean(values):\n    return 9\n")
    assert "likely: the sum" in student.until("expected 3   got 9")


def test_a_process_that_ends_is_told_with_its_line(watching):
    student = watching("sums")
    student.until("not written yet")
    student.save(SUMS, f"import os\n{WRONG.replace('return a * b', 'os._exit(3)')}")
    dead = student.until("the process ended in the middle of this check, with exit code 3")
    assert "! Two numbers are added." in dead
    assert "look at: lesson_01_numbers/sums.py:10, add" in dead
    student.save(SUMS, RIGHT)
    student.until("is done")


def test_broken_checks_are_said_and_the_watch_goes_on(watching):
    student = watching("sums")
    student.until("not written yet")
    checks = student.course.root / "tests/lessons/lesson_01_numbers/test_sums.py"
    text = checks.read_text()
    checks.write_text("import no_such_module\n")
    student.save(SUMS, WRONG)
    student.until("the checks are broken, not the submission")
    checks.write_text(text)
    student.save(SUMS, RIGHT)
    student.until("is done")


# --- Training -------------------------------------------------------------------------------------------------

TRAINING_CHECK = '''
from autograder.checks import check, expect_equal

MODULE = "lesson_01_numbers.means"


@check(points=1)
def test_quick(submission):
    """It is quick."""
    expect_equal(submission[MODULE].quick(), 1, of="quick()")


@check(points=3, seconds=600)
def test_training(submission):
    """It learns."""
    submission[MODULE].train()
'''
TRAINING = """
import time

import torch


def quick():
    return 1


def train():
    weight = torch.ones(1, requires_grad=True)
    for step in range({steps}):
        (weight * 5).sum().backward()
        time.sleep(0.01)
"""


def test_training_runs_in_the_background_with_a_curve_and_can_be_stopped(watching, lent):
    (lent.root / "tests/lessons/lesson_01_numbers/test_means.py").write_text(TRAINING_CHECK)
    student = watching("means")
    student.until("likely: a name is missing")
    student.save(MEANS, TRAINING.format(steps=1_000_000))
    learning = student.until("training loss 5, at first 5")
    assert "✓ It is quick." in learning
    assert "▸ It learns." in learning
    assert "of at most 600 s" in learning
    student.save(SUMS, RIGHT)  # quick checks of another exercise do not wait for it
    assert "training of means" in student.until("lesson_01_numbers/sums is done")
    student.press("l", "down", "enter")
    student.press("x")
    assert "■ It learns." in student.until("Stopped before there was a verdict")
    assert state(lent)["standings"].get("lesson_01_numbers/means") is None
    student.save(MEANS, TRAINING.format(steps=10))
    student.until("10 of 12 points")
    assert state(lent)["standings"]["lesson_01_numbers/means"]["passed"]


# --- Keys -----------------------------------------------------------------------------------------------------


def test_hints_come_step_by_step_and_are_remembered(watching):
    student = watching("sums")
    student.until("not written yet")
    first = student.press("h")
    assert "A sum is a loop." in first
    assert "Start at zero." not in first
    assert "Start at zero." in student.press("h")
    assert "That was the last one." not in student.press("escape", "h")
    last = student.press("h")
    assert "A sum is a loop." in last
    assert "return a + b" in last
    assert "That was the last one." in last
    assert state(student.course)["hints"] == {"lesson_01_numbers/sums": 3}


def test_next_and_the_list_lead_to_other_exercises(watching):
    student = watching("sums")
    student.until("not written yet")
    student.press("n")
    student.until("lesson_01_numbers/means: The mean")
    student.until("checked; save a file and its checks run")
    listed = student.press("l")
    assert "lesson_02_words: Words" in listed
    assert "▸✗ means" in listed
    student.press("down", "enter")
    student.until("lesson_02_words/greetings: The greeting")
    student.press("n")
    student.until("lesson_01_numbers/sums: Two numbers")


def test_run_all_checks_the_whole_course(watching, lent):
    for file in (SUMS, MEANS, GREETINGS):
        (lent.lessons / file).write_text((lent.solutions / file).read_text())
    student = watching("sums")
    student.until("is done")
    student.press("a")
    assert "nothing, the whole course is done: congratulations!" in student.until("12 of 12 points")
    student.press("n")
    student.until("the whole course is done: congratulations!")


def test_why_explains_the_check_that_failed(watching, lent):
    checks = lent.root / "tests/lessons/lesson_01_numbers/test_sums.py"
    explained = '"""Two numbers are added.\n\n    Apples and\n    pears.\n\n        a + b = b + a\n    """'
    checks.write_text(checks.read_text().replace('"""Two numbers are added."""', explained))
    student = watching("sums")
    student.until("not written yet")
    screen = student.press("e")
    assert "Apples and pears." in screen
    assert "\n    a + b = b + a\n" in screen
    assert "name: two_numbers_are_added" in screen
    assert "not written yet" in student.press("escape")


def test_reset_asks_first_and_keeps_a_copy(watching):
    student = watching("sums")
    student.until("not written yet")
    student.save(SUMS, WRONG)
    student.until("got 6")
    assert "Put the skeleton of lesson_01_numbers/sums.py back?" in student.press("r")
    assert "got 6" in student.press("n")
    assert (student.course.lessons / SUMS).read_text() == WRONG
    student.press("r")
    student.press("y")
    assert "the skeleton is back; your" in student.until("not written yet")
    (kept,) = student.course.work.glob(f"backups/*/lessons/{SUMS}")
    assert kept.read_text() == WRONG


def test_the_solution_is_shown_after_giving_up(watching):
    student = watching("sums")
    student.until("not written yet")
    assert "Do you give up" in student.press("s")
    assert "not written yet" in student.press("n")
    student.press("s")
    shown = student.press("y")
    assert "+     return a + b" in shown
    assert '-     raise NotImplementedError("lesson_01_numbers/sums.py: write add")' in shown
    assert state(student.course)["given_up"] == ["lesson_01_numbers/sums"]
    student.press("escape")
    assert "+     return a + b" in student.press("s")


def test_the_solution_is_shown_after_a_pass_beside_ones_own_with_a_question(watching, lent):
    manifest = lent.lessons / "course.toml"
    manifest.write_text(
        manifest.read_text().replace('title = "Add', 'question = "Is 0.1 + 0.2 = 0.3?"\ntitle = "Add')
    )
    student = watching("sums")
    student.until("not written yet")
    reference = (lent.solutions / SUMS).read_text().splitlines(keepends=True)
    mine = "".join(line for line in reference if "SOLUTION" not in line)
    student.save(SUMS, mine.replace("return a + b", "return b + a"))
    assert "To think about: Is 0.1 + 0.2 = 0.3?" in student.until("is done")
    shown = student.press("s")
    assert "-     return b + a" in shown
    assert "+     return a + b" in shown
    assert "To think about: Is 0.1 + 0.2 = 0.3?" in shown


def test_tensorboard_without_logs_says_what_to_do(watching):
    student = watching("sums")
    student.until("not written yet")
    assert "nothing is logged yet: pass a SummaryWriter" in student.press("t")


# --- What is remembered -----------------------------------------------------------------------------------------


def test_a_deleted_state_loses_nothing_else(watching):
    student = watching("sums")
    student.until("not written yet")
    (student.course.work / "state.json").unlink()
    student.save(SUMS, RIGHT)
    student.until("6 of 12 points")
    assert state(student.course)["current"] == "lesson_01_numbers/sums"


def test_a_state_that_cannot_be_written_is_said_and_the_watch_goes_on(watching):
    student = watching("sums")
    student.until("not written yet")
    for file in student.course.work.iterdir():
        file.unlink()
    student.course.work.rmdir()
    student.course.work.write_text("a file where the folder should be")
    student.save(SUMS, WRONG)
    screen = student.until("got 6")
    assert "cannot write" in screen
    assert "A sum is a loop." in student.press("h")
    student.course.work.unlink()


# --- In Chinese -----------------------------------------------------------------------------------------------


def test_in_chinese_the_screen_speaks_it_and_still_fits(watching):
    student = watching("sums", language="zh")
    first = student.until("尚未编写").splitlines()
    assert len(first) == 24
    assert max(map(cell_len, first)) <= 80
    assert first[0].endswith("得分 0/12")
    assert "4 项检查中通过 0 项，得分 0/6" in first[1]
    assert first[-1] == "h 提示  n 下一个  l 列表  a 全部  e 原因  r 重置  s 解答  t TensorBoard  q 退出"
    student.save(SUMS, WRONG)
    red = student.until("期望 5   得到 6")
    assert "可能原因：" in red
    assert "下一步：按 h 获取提示" in student.until("下一步")
    assert "提示 1/3" in student.press("h")
