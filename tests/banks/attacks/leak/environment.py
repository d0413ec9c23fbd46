"""Tries: reads the environment: its own, that which C sees, and that with which its process and others began.
Must: nothing of the judge's environment is there.
Exercise: lesson_05_datasets/baseline
"""

import contextlib
import ctypes
import glob
import os
import re

CANARY = rb"COURSE_CANARY=([0-9a-f]{32})"


def leaked():
    texts = [repr(dict(os.environ)).encode()]
    getenv = ctypes.CDLL(None).getenv
    getenv.restype = ctypes.c_char_p
    texts.append(b"COURSE_CANARY=" + (getenv(b"COURSE_CANARY") or b""))
    for file in ("/proc/self/environ", *glob.glob("/proc/*/environ"), *glob.glob("/proc/*/task/*/environ")):
        with contextlib.suppress(OSError), open(file, "rb") as opened:
            texts.append(opened.read())
    secret = [name for name in os.environ if re.search("TOKEN|SECRET|KEY|PASSWORD|CANARY", name)]
    return secret or next((text for text in texts if re.search(CANARY, text.replace(b"': '", b"="))), None)


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
