"""The untrusted side: a program that holds a student's code and answers the judge's requests.

`template` imports torch and the rest once and forks a confined worker for each exercise of a submission; `serve` is
what such a worker does. Nothing here imports the judge: a worker holds no expected value, no points, no verdict. What
student code makes of its own worker is its own affair, so the judge believes nothing but plain values.
"""
