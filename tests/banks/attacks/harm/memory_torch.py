"""Tries: fills memory with tensors, some of them shared, some in pinned or mapped storage.
Must: the limit is that of the worker, and nobody else runs short.
Exercise: lesson_05_datasets/baseline
"""

import contextlib

import torch


def majority_class_accuracy(train, test):
    kept = []
    while True:
        kept.append(torch.ones(8 << 20))
        with contextlib.suppress(RuntimeError, OSError):
            kept.append(torch.ones(1 << 20).share_memory_())
        with contextlib.suppress(RuntimeError, OSError):
            kept.append(torch.UntypedStorage.from_file(f"t{len(kept)}", shared=True, nbytes=4 << 20).fill_(1))
