"""Tries: attaches to its parent and reads its memory, by ptrace, process_vm_readv, pidfd_getfd and kcmp.
Must: each of them is refused.
Exercise: lesson_05_datasets/baseline
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
BUFFER = ctypes.create_string_buffer(64)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def leaked():
    here, there = Vector(ctypes.addressof(BUFFER), 64), Vector(id(leaked), 64)
    for pid in {os.getppid(), 1, *range(2, 300)} - {0, os.getpid()}:
        if libc.syscall(310, pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            return pid, "process_vm_readv"
        if libc.syscall(101, 16, pid, 0, 0) == 0 or libc.syscall(101, 0x4206, pid, 0, 0) == 0:
            return pid, "ptrace"
        pidfd = libc.syscall(434, pid, 0)
        if pidfd >= 0 and libc.syscall(438, pidfd, 0, 0) >= 0:
            return pid, "pidfd_getfd"
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
