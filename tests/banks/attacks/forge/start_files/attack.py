"""Tries: hands in sitecustomize.py, usercustomize.py, a .pth file and a start-up file, and points Python at them.
Must: no Python of the judge's starts with them.
Exercise: lesson_05_datasets/baseline
"""

import os
import site
from pathlib import Path

HERE = Path(__file__).parent
for name in ("PYTHONPATH", "PYTHONUSERBASE", "PYTHONHOME"):
    os.environ[name] = str(HERE)
os.environ["PYTHONSTARTUP"] = str(HERE / "usercustomize.py")
os.environ["PYTEST_ADDOPTS"] = "-p sitecustomize"
os.environ["PYTEST_PLUGINS"] = "sitecustomize"
site.addsitedir(str(HERE))


def majority_class_accuracy(train, test):
    return -1.0
