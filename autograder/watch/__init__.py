"""The student's loop: follow files, judge what was saved, and show the verdict."""
