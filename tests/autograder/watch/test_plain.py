"""The line mode through real pipes, with a real judge, in the tiny course."""

import json

SUMS = "lesson_01_numbers/sums.py"
RIGHT = (
    "import math\n\ndef total(values):\n    return math.fsum(values)\n\ndef add(a, b):\n    return a + b\n"
)
WRONG = RIGHT.replace("a + b", "a * b")


def test_a_student_works_through_an_exercise(lines, own):
    student = lines("sums")
    begin = student.until("Starting: ")
    assert begin[0] == "A tiny course: 0 of 12 points."
    assert "exercise lesson_01_numbers/sums, Add numbers: lessons/lesson_01_numbers/sums.py" in begin
    first = student.until("next: ")
    assert first[0] == "0 of 4 checks pass, 0 of 6 points."
    assert first[1] == "not started: Two numbers are added."

    (own.lessons / SUMS).write_text(WRONG)
    red = student.until("next: ")
    assert red[:4] == [
        "saved",
        "2 of 4 checks pass, 3 of 6 points.",
        "failed: Two numbers are added.",
        "add(2, 3)",
    ]
    assert red[4] == "expected 5   got 6"
    assert red[-1] == "next: press h for a hint"

    student.type("h")
    assert student.until("hint ")[-1] == "hint 1 of 3: A sum is a loop."
    student.type("v")
    assert student.until("Small values")[-4:] == [
        "failed, 0/2: Two numbers are added.",
        "skipped, 0/1: Negative numbers are added.",
        "passed, 1/1: All values are added.",
        "passed, 2/2: Small values beside large ones are not lost; half the points if they are.",
    ]
    student.type("e")
    student.until("name: two_numbers_are_added")

    (own.lessons / SUMS).write_text(RIGHT)
    green = student.until("next: ")
    assert "lesson_01_numbers/sums is done: 4 of 4 checks pass, 6 of 6 points." in green
    student.type("s")
    assert "yours: def total(values):" in student.until("reference: def total")
    student.type("n")
    student.until("exercise lesson_01_numbers/means")
    student.until("not started: ")
    student.type("greetings")
    student.until("exercise lesson_02_words/greetings")
    student.type("l")
    assert student.until("sums, ")[-1].startswith("sums, Add numbers: done, 6 of 6 points, ")
    assert "you are here" in student.until("greetings, ")[-1]
    student.type("nowhere")
    student.until("there is no exercise called 'nowhere'")
    student.type("q")
    assert student.end() == 0
    assert json.loads((own.work / "state.json").read_text())["hints"] == {"lesson_01_numbers/sums": 1}


def test_what_cannot_be_undone_is_asked_first(lines, own):
    (own.lessons / SUMS).write_text(WRONG)
    student = lines("sums")
    student.until("next: ")
    student.type("r")
    student.until("Put the skeleton of lesson_01_numbers/sums.py back?")
    student.type("no")
    student.until("left as it is")
    assert (own.lessons / SUMS).read_text() == WRONG
    student.type("s")
    student.until("Do you give up?")
    student.type("n")
    student.until("left as it is")
    student.type("s")
    student.until("Do you give up?")
    student.type("y")
    student.until("reference:     return a + b")
    student.type("r")
    student.until("Put the skeleton")
    student.type("y")
    student.until("the skeleton is back; your version: .course/backups/")
    student.until("not started: ")
    assert "NotImplementedError" in (own.lessons / SUMS).read_text()
    assert student.end() == 0  # the end of the input is the end of the watch


def test_an_exercise_that_does_not_exist_is_one_line(own):
    run = own.course("watch", "--plain", "nowhere")
    assert run.returncode == 2
    assert run.stderr.startswith("error: there is no lesson or exercise called 'nowhere'")
    assert run.stderr.count("\n") == 1
