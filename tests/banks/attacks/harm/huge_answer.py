"""Tries: returns an array that takes four bytes here and forty gigabytes where it is written out.
Must: a message has a largest size; what is larger is an exception in the worker.
Exercise: lesson_05_datasets/baseline
Variants: 3
"""

import numpy as np
import torch

VARIANT = 0


def majority_class_accuracy(train, test):
    kind = VARIANT
    if kind == 0:
        return np.broadcast_to(np.float32(0), (10**5, 10**5))
    return torch.zeros(1).expand(10**5, 10**5) if kind == 1 else ["x" * 10**6] * 10**6
