"""Where code was that did not come back."""

from autograder.places import last_place

STACK = """\
Timeout (0:00:09)!
Thread 0x00007f (most recent call first):
  File "/lib/python3.11/threading.py", line 324 in wait
  File "{root}/lesson_01_numbers/sums.py", line 9 in add
  File "{root}/lesson_01_numbers/sums.py", line 4 in total
  File "/course/tests/lessons/test_sums.py", line 20 in test_two_numbers_are_added
"""


def test_the_innermost_frame_in_the_submission_is_the_place(tmp_path):
    (tmp_path / ".stack").write_text(STACK.format(root="/home/ada/lessons"))
    assert (
        last_place(str(tmp_path), tmp_path.__class__("/home/ada/lessons"))
        == "lesson_01_numbers/sums.py:9, add"
    )


def test_without_a_stack_or_a_frame_of_the_submission_there_is_no_place(tmp_path):
    assert last_place(str(tmp_path), tmp_path) is None
    (tmp_path / ".stack").write_text(STACK.format(root="/elsewhere"))
    assert last_place(str(tmp_path), tmp_path) is None
