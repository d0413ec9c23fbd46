"""The autograder: runs a course's checks against a submission and reports what they found."""
