"""Tries: returns tensors that have no numbers, or none of the usual kind: meta, sparse, quantised, complex, nested, fake.
Must: each is an answer that is wrong, or an exception in the worker; the judge goes on.
Exercise: lesson_07_deep_q_agent/targets
Variants: 8
"""

import torch

VARIANT = 0

MAKE = [
    lambda: torch.empty(4, device="meta"),
    lambda: torch.zeros(4).to_sparse(),
    lambda: torch.quantize_per_tensor(torch.zeros(4), 0.1, 0, torch.quint8),
    lambda: torch.zeros(4, dtype=torch.complex64).conj(),
    lambda: torch.nested.nested_tensor([torch.zeros(1), torch.zeros(2)]),
    lambda: torch.zeros(4, dtype=torch.float8_e4m3fn),
    lambda: torch.zeros([1] * 60),
    lambda: torch.nn.Parameter(torch.zeros(4)).expand(10**6, 4)[:, ::2],
]


def double_td_targets(*_):
    return MAKE[VARIANT]()
