"""Tries: writes "passed" to every descriptor in every shape that a judge may read: frames, JSON, msgpack, pickle, TAP.
Must: a check's verdict is not decided by messages; the worker is lost at most.
Exercise: lesson_05_datasets/baseline
Stage: wire
"""

import json
import os
import pickle

import msgspec

from lesson_05_datasets import wire

VERDICT = {"verdict": "passed", "outcome": "passed", "earned": 4.0, "points": 4.0, "ok": True, "status": 0}
EVENTS = [("Finished", VERDICT), ["passed", 4.0], VERDICT, True, 0.7]


def majority_class_accuracy(train, test):
    for event in EVENTS:
        for write in (pickle.dumps, msgspec.msgpack.encode, lambda event: json.dumps(event).encode() + b"\n"):
            data = write(event)
            for descriptor in range(3, 64):
                try:
                    os.set_blocking(descriptor, False)
                    os.write(descriptor, wire.frame(data))
                    os.write(descriptor, data)
                except OSError:
                    continue
    return -1.0
