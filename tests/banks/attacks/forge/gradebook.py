"""Tries: finds nbgrader's gradebook and gives itself full marks in it.
Must: there is no gradebook within reach.
Exercise: lesson_05_datasets/baseline
"""

import glob
import os
import sqlite3
import sys

PLACES = ("/**/gradebook.db", "../**/gradebook.db", "../../../**/gradebook.db")


def majority_class_accuracy(train, test):
    for pattern in PLACES:
        for file in glob.iglob(pattern, recursive=True):
            with sqlite3.connect(file) as gradebook:
                gradebook.execute(
                    "UPDATE grade SET auto_score = 100, manual_score = 100, needs_manual_grade = 0"
                )
            return float((test["action"] == train["action"].mode()[0]).mean())
    print(os.getcwd(), sys.path)
    raise FileNotFoundError("no gradebook")
